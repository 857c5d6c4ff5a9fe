import type { AbortSignalLike } from '../contract/contract.ts';
import type { JournalRecord } from '../journal/record.ts';
import { reduceAll } from '../journal/reduce.ts';
import { emptyJournalState, type RolloutState } from '../journal/state.ts';
import type { Client } from './client.ts';
import { Fault } from './fault.ts';

const pageSize = 1_000;

/**
 * A rollout with all its steps: as it is, or, where the state keeps no more than its summary, folded from its own
 * records by the same fold.
 * @throws Fault NOT_FOUND, retryable, while the journal is still being indexed; whatever `journal.query` throws.
 */
export async function readWholeRollout(
  client: Pick<Client, 'call'>,
  rollout: RolloutState,
  options: { readonly signal?: AbortSignalLike } = {},
): Promise<RolloutState> {
  if (rollout.isSummary !== true) return rollout;
  const records = await readRecordsOf(client, rollout.id, options);
  const whole = reduceAll(emptyJournalState, records).rollouts[rollout.id];
  if (whole?.status.kind === 'finished') return whole;
  throw new Fault('NOT_FOUND', `The records of rollout ${rollout.id} have not all been found yet.`, {
    wayOut: 'The journal is still being indexed; look again in a moment.',
    retryable: true,
  });
}

/** Oldest first. Finished rollouts grow no more, so that pages counted from the newest stay where they are. */
async function readRecordsOf(
  client: Pick<Client, 'call'>,
  rolloutId: string,
  options: { readonly signal?: AbortSignalLike },
): Promise<JournalRecord[]> {
  const newestFirst: JournalRecord[] = [];
  for (;;) {
    const question = { filter: { rolloutId }, offset: newestFirst.length, limit: pageSize };
    const { records, total } = await client.call('journal.query', question, options);
    newestFirst.push(...records);
    if (records.length === 0 || newestFirst.length >= total) return newestFirst.toReversed();
  }
}
