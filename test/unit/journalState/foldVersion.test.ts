import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { foldVersion } from '../../../shared/journal/foldVersion.ts';
import { reduceAll } from '../../../shared/journal/reduce.ts';
import { emptyJournalState } from '../../../shared/journal/state.ts';
import { firstEvents } from '../../fixtures/longJournal.ts';
import { recordsOfEveryKind } from '../../fixtures/everyEvent.ts';
import { toRecords } from '../../fixtures/records.ts';

/**
 * What each version of the fold made of the same two journals. Where this test fails, the fold has changed: raise
 * `foldVersion` and add a line here. Never change a line: checkpoints of that version may lie on disks.
 */
const digests: Readonly<Record<number, string>> = {
  1: '673ecf17fd2c033a2846b94479478a90cb3a7aa8ca12443f05efa63c8a9f063a',
};

describe('the version of the fold', () => {
  it('is another one whenever the same records come to another state', () => {
    const ofManyRollouts = toRecords(firstEvents(4_000));
    const states = [recordsOfEveryKind(), ofManyRollouts].map((records) =>
      reduceAll(emptyJournalState, records),
    );
    const digest = createHash('sha256').update(JSON.stringify(states)).digest('hex');
    expect({ foldVersion, digest }).toEqual({ foldVersion, digest: digests[foldVersion] });
  });
});
