import { describeRecord, toneOf } from '../../../../shared/view/describeRecord.ts';
import type { RolloutState } from '../../../../shared/journal/state.ts';
import { formatInstant, formatTimeOfDay, formatUtc } from '../../format/instant.ts';
import { routeTo } from '../../route.ts';
import { useJournalState } from '../../stores/useStores.ts';
import { Button, Icon, Skeleton, classes } from '../../ui/index.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { useAnswer } from '../../answers/useAnswer.ts';
import css from './StepPanel.module.css';

const mostRecords = 200;

/** What the journal keeps of this host in this rollout, newest first. */
export function HostRecords({ rollout, host }: { readonly rollout: RolloutState; readonly host: string }) {
  // Asks again when something was recorded of this host, not with each record of another.
  const steps = rollout.hosts[host]?.steps ?? [];
  const debts = useJournalState(
    (state) => Object.values(state.debts).filter((debt) => debt.host === host).length,
  );
  const asOf = `${steps.length}/${steps.filter((step) => step.result).length}/${rollout.hosts[host]?.phase}/${debts}`;
  const answer = useAnswer(
    'journal.query',
    { filter: { rolloutId: rollout.id, host }, offset: 0, limit: mostRecords },
    asOf,
  );
  if (answer.fault) {
    return <FaultNote fault={answer.fault} acts={<Button onClick={answer.again}>Read again</Button>} />;
  }
  if (!answer.value) return <Skeleton label="the records" lines={4} />;
  const { records, total } = answer.value;
  return (
    <div className={css.records}>
      <ol aria-label={`Records of ${host}`}>
        {records.map((record) => (
          <li key={record.seq} className={classes(css.record, css[toneOf(record.event)])}>
            <a href={routeTo({ screen: 'record', seq: record.seq })}>{record.seq}</a>
            <time
              dateTime={record.envelope.at}
              title={`${formatInstant(record.envelope.at)}\n${formatUtc(record.envelope.at)}`}
            >
              {formatTimeOfDay(record.envelope.at)}
            </time>
            <span className={css.sentence}>
              {toneOf(record.event) === 'bad' && <Icon name="cross" size={12} label="bad" />}{' '}
              {describeRecord(record)}
            </span>
          </li>
        ))}
      </ol>
      {total > records.length && (
        <p className={css.idle}>
          The newest {records.length} of {total}; the journal has them all.
        </p>
      )}
    </div>
  );
}
