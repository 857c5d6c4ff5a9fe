import type { JournalFilter } from '../../shared/contract/journalArea.ts';
import type { JournalRecord } from '../../shared/journal/record.ts';
import { hostOf } from '../../shared/view/describeRecord.ts';

/** Which records fit a filter, without reading them: one small row of numbers per record. */
export interface JournalIndex {
  add(records: readonly JournalRecord[]): void;
  /** Sequence numbers that fit, newest first: those from `offset` on, at most `limit`, and how many fit in all. */
  find(of: { readonly filter: JournalFilter; readonly offset: number; readonly limit: number }): {
    readonly seqs: readonly number[];
    readonly total: number;
  };
}

const columnNames = ['kind', 'person', 'service', 'environment', 'host', 'rolloutId'] as const;
type ColumnName = (typeof columnNames)[number];
const absent = 0;

export function createJournalIndex(): JournalIndex {
  const words = createWords();
  const seqs: number[] = [];
  const times: number[] = [];
  const columns: Readonly<Record<ColumnName, number[]>> = {
    kind: [],
    person: [],
    service: [],
    environment: [],
    host: [],
    rolloutId: [],
  };
  const targets = new Map<string, { readonly service: string; readonly environment: string }>();

  const factsOf = (record: JournalRecord): Partial<Record<ColumnName, string>> => {
    const { event, envelope } = record;
    if (event.kind === 'rolloutRequested') targets.set(event.rolloutId, event);
    const rolloutId = 'rolloutId' in event ? event.rolloutId : undefined;
    const target = rolloutId === undefined ? undefined : targets.get(rolloutId);
    const host = hostOf(event);
    return {
      kind: event.kind,
      person: envelope.actor.name,
      ...(rolloutId === undefined ? {} : { rolloutId }),
      ...(target ? { service: target.service, environment: target.environment } : {}),
      ...(host === undefined ? {} : { host }),
    };
  };

  return {
    add: (records) => {
      for (const record of records) {
        const facts = factsOf(record);
        seqs.push(record.seq);
        times.push(Date.parse(record.envelope.at));
        for (const name of columnNames) columns[name].push(words.idOf(facts[name]));
      }
    },
    find: ({ filter, offset, limit }) => {
      const from = filter.fromAt === undefined ? -Infinity : Date.parse(filter.fromAt);
      const to = filter.toAt === undefined ? Infinity : Date.parse(filter.toAt);
      const kinds = filter.kinds ? new Set(filter.kinds.map((kind) => words.find(kind))) : undefined;
      const wanted = columnNames
        .filter((name) => name !== 'kind')
        .flatMap((name) => {
          const word = filter[name];
          return word === undefined ? [] : [{ column: columns[name], id: words.find(word) }];
        });
      const found: number[] = [];
      let total = 0;
      for (let row = seqs.length - 1; row >= 0; row -= 1) {
        const at = times[row] ?? 0;
        if (at < from || at > to) continue;
        if (kinds && !kinds.has(columns.kind[row])) continue;
        if (!wanted.every(({ column, id }) => column[row] === id)) continue;
        if (total >= offset && found.length < limit) found.push(seqs[row] ?? 0);
        total += 1;
      }
      return { seqs: found, total };
    },
  };
}

/** Numbers for words, so that comparing and keeping them is cheap. */
function createWords(): { idOf(word: string | undefined): number; find(word: string): number | undefined } {
  const ids = new Map<string, number>();
  return {
    idOf: (word) => {
      if (word === undefined) return absent;
      const known = ids.get(word);
      if (known !== undefined) return known;
      ids.set(word, ids.size + 1);
      return ids.size;
    },
    find: (word) => ids.get(word),
  };
}
