import type { OutputOf } from '../../../../shared/contract/contract.ts';
import type { DeploymentTarget, Workspace } from '../../../../shared/model/workspace.ts';
import type { ChangeWarning } from '../../../../shared/view/promotionChanges.ts';
import { openRolloutIn } from '../../../../shared/view/promotionReleases.ts';
import { useJournalState } from '../../stores/useStores.ts';
import { Button, Reason } from '../../ui/index.ts';
import { PlannedStory } from './PlannedStory.tsx';
import { TargetNotices } from './TargetNotices.tsx';
import { StartRollout } from './StartRollout.tsx';
import type { Answer } from '../../answers/useAnswer.ts';
import css from './Decision.module.css';

interface DecisionPanelProps {
  readonly workspace: Workspace;
  readonly target: DeploymentTarget;
  readonly version: string | undefined;
  readonly prepared: Answer<OutputOf<'rollouts.plan'>>;
  readonly warnings: readonly ChangeWarning[];
  readonly onReadPlan: () => void;
}

/** What will happen, in words; who asks for it; and the one thing to press. */
export function DecisionPanel(props: DecisionPanelProps) {
  const { workspace, target, version, prepared, warnings, onReadPlan } = props;
  const stage = workspace.environments.find((it) => it.name === target.environment)?.stage;
  const open = useJournalState((state) => openRolloutIn(state, target));
  return (
    <aside className={css.decision} aria-label="Decision">
      <TargetNotices target={target} />
      <h2 className={css.title}>What will happen</h2>
      <PlannedStory version={version} prepared={prepared} />
      {warnings.length > 0 && (
        <ul className={css.warnings} aria-label="Warnings">
          {warnings.map((warning) => (
            <li key={warning.title}>
              <Reason tone="caution" text={warning.title} />
            </li>
          ))}
        </ul>
      )}
      {prepared.value && prepared.value.notices.length > 0 && (
        <div>
          <Button icon="alert" onClick={onReadPlan}>
            {prepared.value.notices.length === 1
              ? 'A balancer has something to say'
              : `${prepared.value.notices.length} notices of the balancers`}
          </Button>
        </div>
      )}
      <h2 className={css.title}>Who asks</h2>
      <p className={css.text}>
        You, under the name of your account on the computer that runs Signalbox. The journal keeps it with the
        plan’s digest.
      </p>
      <div className={css.begin}>
        <StartRollout
          target={target}
          stage={stage}
          version={version}
          prepared={prepared}
          isOpen={open !== undefined}
        />
      </div>
    </aside>
  );
}
