import { planTextOf } from '../../../../shared/view/promotionPlan.ts';
import { Digest, Empty, ExactBytes, Skeleton } from '../../ui/index.ts';
import { usePlan } from '../rollout/usePlan.ts';
import css from '../signoff/Signoff.module.css';

/** The plan that was signed, as the journal keeps it by its digest. */
export function KeptPlan({ planSha256 }: { readonly planSha256: string }) {
  const { value: plan, trouble } = usePlan(planSha256);
  if (trouble !== undefined) {
    return (
      <Empty icon="journal" title="The plan is not shown">
        {trouble} Its SHA-256 is <Digest value={planSha256} label="plan digest" />
      </Empty>
    );
  }
  if (!plan) return <Skeleton label="the plan" lines={8} />;
  return (
    <div className={css.scroll}>
      <ExactBytes label="The plan that was signed" text={planTextOf(plan, planSha256)} />
    </div>
  );
}
