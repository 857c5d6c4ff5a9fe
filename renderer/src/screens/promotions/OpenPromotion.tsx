import { type ReactNode, useState } from 'react';
import { isOpenPromotion, type PromotionState } from '../../../../shared/journal/promotionState.ts';
import { gitCommit } from '../../../../shared/model/names.ts';
import type { DeploymentTarget, Workspace } from '../../../../shared/model/workspace.ts';
import { mapAnswer, useAnswer } from '../../answers/useAnswer.ts';
import { PlanPanel } from '../promotion/PlanPanel.tsx';
import { PromotionTabs } from '../promotion/PromotionTabs.tsx';
import { PromotionLife } from '../signoff/PromotionLife.tsx';
import { SignoffPanel } from '../signoff/SignoffPanel.tsx';
import { SignoffRecords } from '../signoff/SignoffRecords.tsx';
import { useDossier } from '../signoff/useDossier.ts';
import { useShown } from '../signoff/useShown.ts';
import { KeptPlan } from './KeptPlan.tsx';
import { RecordedChanges } from './RecordedChanges.tsx';
import css from '../promotion/Promotion.module.css';

interface OpenPromotionProps {
  readonly workspace: Workspace;
  readonly target: DeploymentTarget | undefined;
  readonly promotion: PromotionState;
  /** Over its life: where it is reached from. */
  readonly above?: ReactNode;
}

/** One promotion: its life, what exactly is signed, and who decides. */
export function OpenPromotion({ workspace, target, promotion, above }: OpenPromotionProps) {
  const { bindings, service, signoffs } = promotion;
  const dossier = useDossier(promotion);
  const shown = useShown(promotion, dossier.value);
  const [tab, setTab] = useState('changes');
  const changes = useAnswer('changes.between', {
    service: promotion.release.service,
    bases: bindings.baseCommit.split(',').filter((it) => gitCommit.safeParse(it).success),
    head: bindings.headCommit,
  });
  return (
    <div className={css.promotion}>
      <div className={css.left}>
        {above}
        <div className={css.life}>
          <PromotionLife promotion={promotion} shown={shown} gates={dossier.value?.outlook.gates} />
        </div>
        <PromotionTabs
          current={tab}
          onChange={setTab}
          commits={changes.value?.totalCommits}
          changes={<RecordedChanges promotion={promotion} changes={changes} />}
          plan={
            isOpenPromotion(promotion) ? (
              <PlanPanel
                prepared={mapAnswer(dossier, ({ outlook }) => outlook.prepared)}
                absent="A gate fails, so nothing was planned: see the gates."
              />
            ) : (
              <KeptPlan planSha256={bindings.planSha256} />
            )
          }
          signoffs={{ count: signoffs.length, panel: <SignoffRecords promotion={promotion} /> }}
        />
      </div>
      <SignoffPanel
        key={service}
        workspace={workspace}
        target={target}
        promotion={promotion}
        dossier={dossier}
        shown={shown}
      />
    </div>
  );
}
