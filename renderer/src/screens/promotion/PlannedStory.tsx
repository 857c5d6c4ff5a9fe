import type { OutputOf } from '../../../../shared/contract/contract.ts';
import { planStoryOf } from '../../../../shared/view/promotionPlan.ts';
import type { Answer } from '../../answers/useAnswer.ts';
import { Reason, Skeleton } from '../../ui/index.ts';
import css from './Decision.module.css';

interface PlannedStoryProps {
  readonly version: string | undefined;
  readonly prepared: Answer<OutputOf<'rollouts.plan'>>;
}

/** What will happen, in words. */
export function PlannedStory({ version, prepared }: PlannedStoryProps) {
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
