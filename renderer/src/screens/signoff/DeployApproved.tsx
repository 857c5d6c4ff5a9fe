import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { DeploymentTarget, Workspace } from '../../../../shared/model/workspace.ts';
import type { PromotionShown } from '../../../../shared/view/promotionShown.ts';
import { openRolloutIn } from '../../../../shared/view/promotionReleases.ts';
import { mapAnswer } from '../../answers/useAnswer.ts';
import { useIdentity, useJournalState } from '../../stores/useStores.ts';
import { StartRollout } from '../promotion/StartRollout.tsx';
import type { Dossier } from './useDossier.ts';
import css from './Signoff.module.css';

interface DeployApprovedProps {
  readonly workspace: Workspace;
  readonly target: DeploymentTarget;
  readonly promotion: PromotionState;
  readonly dossier: Dossier;
  readonly shown: PromotionShown;
}

/** Deploys exactly what was approved, once it is; until then it says what is missing. */
export function DeployApproved({ workspace, target, promotion, dossier, shown }: DeployApprovedProps) {
  const hasSession = useIdentity((state) => state.session !== undefined);
  const open = useJournalState((state) => openRolloutIn(state, target));
  const stage = workspace.environments.find((it) => it.name === target.environment)?.stage;
  return (
    <section className={css.section} aria-label="Deploy">
      <StartRollout
        target={target}
        stage={stage}
        version={promotion.release.version}
        prepared={mapAnswer(dossier, ({ outlook }) => outlook.prepared)}
        isOpen={open !== undefined}
        promotionId={promotion.id}
        reasons={[
          ...reasonsAgainst(shown, dossier),
          ...(hasSession ? [] : ['Nobody has unlocked this desktop: who deploys is recorded by name']),
        ]}
      />
    </section>
  );
}

function reasonsAgainst({ approval, changes }: PromotionShown, dossier: Dossier): string[] {
  switch (approval.kind) {
    case 'waiting': {
      const missing = approval.required - approval.signed;
      return [`Not approved: ${missing} more must sign`];
    }
    case 'stale':
      return ['Not approved: what was signed has changed'];
    case 'expired':
      return ['Not approved: the approval has expired'];
    case 'rejected':
      return ['It was rejected'];
    case 'approved': {
      if (changes.length > 0) return ['What would be done now is not what was signed'];
      if (dossier.value && !dossier.value.outlook.prepared)
        return ['A gate fails: there is no plan to start'];
      return [];
    }
  }
}
