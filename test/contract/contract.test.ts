import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { feeds, methods } from '../../shared/contract/contract.ts';
import type { FeedDefinition, MethodDefinition } from '../../shared/contract/define.ts';
import { journalRecord } from '../../shared/contract/journalArea.ts';
import { journalEvent } from '../../shared/journal/events.ts';
import { reduce } from '../../shared/journal/reduce.ts';
import { emptyJournalState } from '../../shared/journal/state.ts';
import { arbitraryOf } from './arbitraryOf.ts';

const allMethods: readonly (readonly [string, MethodDefinition])[] = Object.entries(methods);
const allFeeds: readonly (readonly [string, FeedDefinition])[] = Object.entries(feeds);
const eventKinds: readonly string[] = journalEvent.options.map((it) => it.shape.kind.value);

/** The state is checked by its frame only, so its values are made as the app makes them: by folding records. */
const states = fc
  .array(arbitraryOf(journalRecord), { maxLength: 8 })
  .map((records) => records.map((it) => journalRecord.parse(it)).reduce(reduce, emptyJournalState));
const snapshotsOf: Readonly<Record<string, Arbitrary<unknown>>> = { state: states };

describe('audit', () => {
  test.each(allMethods.filter(([, it]) => it.audit !== undefined))(
    '%s changes something: it names the events that tell of it',
    (_, { audit = [] }) => {
      expect(audit.length).toBeGreaterThan(0);
      expect(new Set(audit).size).toBe(audit.length);
      for (const kind of audit) expect(eventKinds).toContain(kind);
    },
  );

  test('there are methods of both kinds, so that nothing above passes by being empty', () => {
    expect(allMethods.filter(([, it]) => it.audit === undefined).length).toBeGreaterThan(0);
    expect(allMethods.filter(([, it]) => it.audit !== undefined).length).toBeGreaterThan(0);
  });
});

describe('what travels survives JSON and parses to itself', () => {
  test.each(allMethods)('%s: input', (_, { input }) => holdsJson(input));
  test.each(allMethods)('%s: output', (_, { output }) => holdsJson(output));
  test.each(allFeeds)('%s: key', (_, { key }) => holdsJson(key));
  test.each(allFeeds)('%s: snapshot', (name, { snapshot }) => holdsJson(snapshot, snapshotsOf[name]));
  test.each(allFeeds)('%s: event', (_, { event }) => holdsJson(event));

  test.each(allMethods)('%s: a field that nobody knows is refused', (_, { input }) => {
    fc.assert(
      fc.property(arbitraryOf(input), (value) => {
        const parsed = input.safeParse({ ...asObject(value), unheardOf: 1 });
        expect(parsed.error?.issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['unheardOf'] }]);
      }),
      { numRuns: 20 },
    );
  });

  test.each(allFeeds)('%s: an event coalesces with the same others on both sides', (_, feed) => {
    const { delivery } = feed;
    const keyOf = (it: unknown) => (delivery.kind === 'latest' ? delivery.coalesceBy(it) : 'none');
    fc.assert(
      fc.property(arbitraryOf(feed.event), (value) => {
        expect(keyOf(throughJson(value))).toBe(keyOf(value));
      }),
      { numRuns: 50 },
    );
  });
});

/** A parsed value, sent and parsed again at the other side, says the same: no transform, Date or Map inside. */
function holdsJson(schema: z.ZodType, values: Arbitrary<unknown> = arbitraryOf(schema)): void {
  fc.assert(
    fc.property(values, (value) => {
      const here = schema.parse(value);
      const there = schema.parse(throughJson(here));
      expect(there).toEqual(here);
      expect(throughJson(there)).toEqual(throughJson(here));
    }),
    { numRuns: 50 },
  );
}

function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function asObject(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value;
  throw new Error('Inputs are objects.');
}
