import type { JournalRecord } from '../../../shared/journal/record.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import { hostOf } from '../../../shared/view/describeRecord.ts';

export interface LogFilter {
  readonly since?: Date;
  readonly kinds?: ReadonlySet<string>;
  readonly hosts?: ReadonlySet<string>;
  /** The newest so many. */
  readonly limit: number;
}

const pageSize = 1_000;

/** Reads backwards from the head, so that the newest records of a long journal come at once. Oldest first. */
export async function readLog(
  client: Client,
  filter: LogFilter,
): Promise<{ readonly records: readonly JournalRecord[]; readonly headSeq: number }> {
  const { headSeq } = await client.call('journal.records', { afterSeq: 0, limit: 1 });
  let found: JournalRecord[] = [];
  for (let end = headSeq; end > 0 && found.length < filter.limit; end -= pageSize) {
    const afterSeq = Math.max(0, end - pageSize);
    const { records } = await client.call('journal.records', { afterSeq, limit: end - afterSeq });
    found = [...records.filter((record) => isWanted(record, filter)), ...found];
    const oldest = records[0];
    if (filter.since && oldest && Date.parse(oldest.envelope.at) < filter.since.getTime()) break;
  }
  return { records: found.slice(-filter.limit), headSeq };
}

export function isWanted(record: JournalRecord, { since, kinds, hosts }: LogFilter): boolean {
  if (since && Date.parse(record.envelope.at) < since.getTime()) return false;
  if (kinds && !kinds.has(record.event.kind)) return false;
  return !hosts || hosts.has(hostOf(record.event) ?? '');
}
