import { isOpenPromotion, type PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { DeploymentTarget, Workspace } from '../../../../shared/model/workspace.ts';
import type { PromotionShown } from '../../../../shared/view/promotionShown.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { Button, Digest, Skeleton } from '../../ui/index.ts';
import { DeployApproved } from './DeployApproved.tsx';
import { GateList } from './GateList.tsx';
import { PolicyFacts } from './PolicyFacts.tsx';
import { ReviewSection } from './ReviewSection.tsx';
import { SignoffActs } from './SignoffActs.tsx';
import { StandingHead } from './StandingHead.tsx';
import type { Dossier } from './useDossier.ts';
import { usePolicy } from './usePolicy.ts';
import { WhoMayDecide } from './WhoMayDecide.tsx';
import css from './Signoff.module.css';

interface SignoffPanelProps {
  readonly workspace: Workspace;
  /** `undefined` where the workspace does not have it any more. */
  readonly target: DeploymentTarget | undefined;
  readonly promotion: PromotionState;
  readonly dossier: Dossier;
  readonly shown: PromotionShown;
}

/** One promotion: how it stands, what can be done about it, who may decide and why not, by which gates and policy. */
export function SignoffPanel({ workspace, target, promotion, dossier, shown }: SignoffPanelProps) {
  const isOpen = isOpenPromotion(promotion);
  const outlook = dossier.value?.outlook;
  const inForce = usePolicy(promotion.environment);
  const policy = outlook?.policy ?? inForce;
  const persons = outlook?.eligibility?.persons;
  const { approval } = shown;
  const signed =
    approval.kind === 'approved' ? approval.by.length : approval.kind === 'waiting' ? approval.signed : 0;
  const canDecide = promotion.status.kind === 'waiting' || promotion.status.kind === 'halted';
  const deploy = target && (
    <DeployApproved
      key="deploy"
      workspace={workspace}
      target={target}
      promotion={promotion}
      dossier={dossier}
      shown={shown}
    />
  );
  const acts = (
    <SignoffActs
      key="acts"
      promotion={promotion}
      shown={shown}
      persons={persons}
      isLooking={dossier.isAsking}
    />
  );
  return (
    <aside className={css.panel} aria-label="Decision">
      <StandingHead promotion={promotion} shown={shown} reason={dossier.value?.reason} />
      <ReviewSection
        promotion={promotion}
        reviewers={dossier.value?.reviewers}
        isLooking={dossier.isAsking}
      />
      {canDecide && (approval.kind === 'approved' ? [deploy, acts] : [acts, deploy])}
      {promotion.status.kind === 'deploying' && acts}
      {dossier.fault && (
        <FaultNote
          fault={dossier.fault}
          stillTrue="What is in the journal is shown; nothing was changed."
          acts={
            <Button onClick={dossier.again} busy={dossier.isAsking}>
              Look again
            </Button>
          }
        />
      )}
      {isOpen && !dossier.value && !dossier.fault && <Skeleton label="who may decide" lines={5} />}
      {persons && canDecide && (
        <WhoMayDecide
          title="Who may decide"
          persons={persons}
          count={`${signed} of ${promotion.required} signed`}
        />
      )}
      {outlook && isOpen && <GateList gates={outlook.gates} observedAt={outlook.observedAt} />}
      {policy && (
        <section className={css.section} aria-label="Policy">
          <h2 className={css.title}>
            Policy of {promotion.environment}
            {isOpen ? '' : ' today'}
          </h2>
          {policy.version !== promotion.bindings.policyVersion && (
            <p className={css.text}>
              It was asked under another version:{' '}
              <Digest value={promotion.bindings.policyVersion} label="policy version that was asked under" />
            </p>
          )}
          <PolicyFacts policy={policy} rules={promotion.rules} />
        </section>
      )}
    </aside>
  );
}
