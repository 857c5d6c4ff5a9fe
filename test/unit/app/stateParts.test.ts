import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStateBuilder, toParts } from '../../../electron/app/checkpoint/stateParts.ts';
import { digestState } from '../../../electron/app/checkpoint/digestState.ts';
import { reduceAll } from '../../../shared/journal/reduce.ts';
import { emptyJournalState, type JournalState } from '../../../shared/journal/state.ts';
import { recordsOfEveryKind } from '../../fixtures/everyEvent.ts';
import { firstEvents } from '../../fixtures/longJournal.ts';
import { toRecords } from '../../fixtures/records.ts';

function rebuilt(state: JournalState): JournalState {
  const builder = createStateBuilder();
  for (const part of toParts(state)) builder.take(part);
  return builder.finish();
}

const long = reduceAll(emptyJournalState, toRecords(firstEvents(20_000)));

describe('the parts of a state', () => {
  it('come together to the same state', async () => {
    for (const state of [emptyJournalState, reduceAll(emptyJournalState, recordsOfEveryKind()), long]) {
      expect(await digestState(rebuilt(state))).toBe(await digestState(state));
    }
  });

  it('are short, however long the state is', () => {
    const lengths = [...toParts(long)].map((part) => part.length);
    expect(lengths.length).toBeGreaterThan(5);
    expect(Math.max(...lengths)).toBeLessThan(600_000);
  });

  it('keep names that mean something to JavaScript', () => {
    fc.assert(
      fc.property(fc.constantFrom('__proto__', 'constructor', '7', ''), (name) => {
        const debts = Object.fromEntries([[name, { id: name }]]) as unknown as JournalState['debts'];
        expect(Object.entries(rebuilt({ ...emptyJournalState, debts }).debts)).toEqual([
          [name, { id: name }],
        ]);
      }),
    );
  });

  it.each(['', '7', '["rollouts","list",[]]', '["toString","value",1]', '["rollouts","map",7]', '{"a":1}'])(
    'are refused where they are none of this state: %s',
    (part) => {
      expect(() => createStateBuilder().take(part)).toThrow(/no part of a state|JSON/);
    },
  );
});

describe('the digest of a state', () => {
  it('tells any two states apart, and does not depend on the order of keys', async () => {
    const state = reduceAll(emptyJournalState, recordsOfEveryKind());
    const other = { ...state, rolloutOrder: state.rolloutOrder.toReversed() };
    expect(await digestState(other)).not.toBe(await digestState(state));
    const turned = Object.fromEntries(Object.entries(state).toReversed()) as unknown as JournalState;
    expect(await digestState(turned)).toBe(await digestState(state));
  });
});
