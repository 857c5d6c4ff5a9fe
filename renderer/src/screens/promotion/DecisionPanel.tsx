import { useShallow } from 'zustand/react/shallow';
import type { OutputOf } from '../../../../shared/contract/contract.ts';
import type { DeploymentTarget, Workspace } from '../../../../shared/model/workspace.ts';
import type { ChangeWarning } from '../../../../shared/view/promotionChanges.ts';
import { planStoryOf } from '../../../../shared/view/promotionPlan.ts';
import { debtsIn, openRolloutIn } from '../../../../shared/view/promotionReleases.ts';
import { routeTo } from '../../route.ts';
import { useJournalState } from '../../stores/useStores.ts';
import { Age, Button, Icon, Reason, Skeleton, VisibleText } from '../../ui/index.ts';
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
  const debts = useJournalState(useShallow((state) => debtsIn(state, target)));
  return (
    <aside className={css.decision} aria-label="Decision">
      {open && (
        <p className={css.notice}>
          <Icon name="rollout" size={14} />{' '}
          <span>
            {open.requestedBy} is rolling {open.release.version} out here since{' '}
            <Age at={open.startedAt ?? open.requestedAt} fade="never" />.{' '}
            <a href={routeTo({ screen: 'rollout', id: open.id })}>Follow it</a>
          </span>
        </p>
      )}
      {debts.map((debt) => (
        <p key={debt.id} className={css.notice}>
          <Icon name="debt" size={14} />{' '}
          <span>
            Debt on {debt.host}: <VisibleText text={debt.reason} />
          </span>
        </p>
      ))}
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
      <StartRollout
        target={target}
        stage={stage}
        version={version}
        prepared={prepared}
        isOpen={open !== undefined}
      />
    </aside>
  );
}

function PlannedStory({ version, prepared }: Pick<DecisionPanelProps, 'version' | 'prepared'>) {
  if (version === undefined) return <p className={css.text}>Nothing, until a release is chosen.</p>;
  if (prepared.fault) {
    return (
      <Reason
        text={prepared.fault.message}
        {...(prepared.fault.wayOut === undefined ? {} : { wayOut: prepared.fault.wayOut })}
      />
    );
  }
  if (!prepared.value) return <Skeleton label="the plan in words" lines={5} />;
  return (
    <ol className={css.story}>
      {planStoryOf(prepared.value.plan).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ol>
  );
}
