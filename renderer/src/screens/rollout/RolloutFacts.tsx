import { isUnderWay } from '../../../../shared/journal/rolloutStatus.ts';
import type { RolloutState } from '../../../../shared/journal/state.ts';
import type { RolloutSettings } from '../../../../shared/model/rolloutSettings.ts';
import type { RolloutView } from '../../../../shared/view/rolloutView.ts';
import { approversOf } from '../../../../shared/view/promotionStanding.ts';
import { listWords } from '../../../../shared/view/promotionWords.ts';
import { routeTo } from '../../route.ts';
import { useJournalState } from '../../stores/useStores.ts';
import { EmergencyChip } from '../signoff/StandingChip.tsx';
import { usePersonName } from '../signoff/usePersonName.ts';
import { Age, Digest, Fact, Facts, FailureBudget, VisibleText } from '../../ui/index.ts';
import { Elapsed } from './Elapsed.tsx';
import { PoolFloor } from './PoolFloor.tsx';
import { TimeLeft } from './TimeLeft.tsx';
import { StatusChip } from './StatusChip.tsx';

const spentWords = { stop: 'stopped', pause: 'paused', rollback: 'rolled back' } as const;

/** It was paused until a person decided: afterwards it is no more than spent. */
function spentWordOf(onFailure: keyof typeof spentWords, status: RolloutState['status']): string {
  return onFailure === 'pause' && status.kind !== 'paused' ? 'spent' : spentWords[onFailure];
}

interface RolloutFactsProps {
  readonly rollout: RolloutState;
  readonly view: RolloutView;
  readonly settings: RolloutSettings | undefined;
}

/** On one line: how it stands, for how long, how much may still go wrong, how many must stay in service. */
export function RolloutFacts({ rollout, view, settings }: RolloutFactsProps) {
  const { counts, budget } = view;
  return (
    <Facts layout="line" label="Facts">
      <Fact name="state">
        <StatusChip status={rollout.status} />
      </Fact>
      <Fact name="hosts">{countWords(counts)}</Fact>
      <Fact name="time">
        <Elapsed rollout={rollout} />
      </Fact>
      {settings && budget.allowed !== undefined && (
        <Fact name="failure budget">
          <FailureBudget
            allowed={budget.allowed}
            failed={budget.failed}
            spentWord={spentWordOf(settings.onFailure, rollout.status)}
          />
        </Fact>
      )}
      {settings?.timeLimitMs !== undefined && isUnderWay(rollout.status) && (
        <Fact name="time limit">
          <TimeLeft rollout={rollout} limitMs={settings.timeLimitMs} />
        </Fact>
      )}
      {view.pool && (
        <Fact name="floor">
          <PoolFloor pool={view.pool} />
        </Fact>
      )}
      <Fact name="asked by">
        <VisibleText text={rollout.requestedBy} /> <Age at={rollout.requestedAt} fade="never" />
      </Fact>
      {rollout.promotionId !== undefined && <PromotionFacts promotionId={rollout.promotionId} />}
      <Fact name="plan">
        <Digest value={rollout.planSha256} label="plan digest" />
      </Fact>
      <Fact name="records">
        <a
          href={routeTo({
            screen: 'journal',
            search: new URLSearchParams({ rolloutId: rollout.id }).toString(),
          })}
        >
          in the journal
        </a>
      </Fact>
    </Facts>
  );
}

/** Which promotion it carries out, who approved that, and in red that it is an emergency. */
function PromotionFacts({ promotionId }: { readonly promotionId: string }) {
  const promotion = useJournalState((state) => state.promotions[promotionId]);
  const nameOf = usePersonName();
  return (
    <>
      <Fact name="promotion">
        <a href={routeTo({ screen: 'promotionById', id: promotionId })}>
          <VisibleText text={promotionId} />
        </a>{' '}
        {promotion?.rules === 'emergency' && <EmergencyChip />}
      </Fact>
      {promotion && (
        <Fact name="approved by">
          <VisibleText text={listWords(approversOf(promotion).map(nameOf))} />
        </Fact>
      )}
    </>
  );
}

function countWords({ hosts, done, unchanged, failed, inFlight }: RolloutView['counts']): string {
  const parts = [
    `${done + unchanged} of ${hosts} done`,
    ...(inFlight > 0 ? [`${inFlight} in flight`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return parts.join(', ');
}
