import type { HostProgress } from '../../../../shared/journal/state.ts';
import { describeOutcome } from '../../../../shared/view/describeRecord.ts';
import { plural } from '../../format/plural.ts';
import { formatUtc } from '../../format/instant.ts';
import { useJournalState } from '../../stores/useStores.ts';
import { VisibleText } from '../../ui/index.ts';
import { statusMark } from '../rollout/StatusChip.tsx';
import { usePersonName } from '../signoff/usePersonName.ts';
import { Line, Part } from './PaperPart.tsx';
import css from './Paper.module.css';

/** What one rollout of it did, host by host as far as they differ. */
export function PaperRollout({ rolloutId }: { readonly rolloutId: string }) {
  const nameOf = usePersonName();
  const rollout = useJournalState((state) => state.rollouts[rolloutId]);
  if (!rollout) return undefined;
  const { requestedBy, startedAt, finishedAt, status } = rollout;
  const hosts = Object.values(rollout.hosts);
  return (
    <Part title={`Rollout: ${statusMark(status).word}`}>
      <dl className={css.facts}>
        <Line name="Rollout">
          <VisibleText text={rolloutId} />
        </Line>
        <Line name="Deployed by">
          <VisibleText text={nameOf(requestedBy)} />
          {startedAt !== undefined && `, from ${formatUtc(startedAt)}`}
          {finishedAt !== undefined && ` to ${formatUtc(finishedAt)}`}
        </Line>
        {[...Map.groupBy(hosts, outcomeOf)].map(([outcome, same]) => (
          <Line key={outcome} name={plural(same.length, 'host')}>
            <VisibleText text={outcome} />: {same.map(({ host }) => host).join(', ')}
          </Line>
        ))}
      </dl>
    </Part>
  );
}

function outcomeOf({ outcome }: HostProgress): string {
  return outcome === undefined
    ? 'not touched, or not known'
    : describeOutcome(outcome).replace(/^(is|had) /, '');
}
