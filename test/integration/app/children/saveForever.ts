import { writeSync } from 'node:fs';
import { writeCheckpoint } from '../../../../electron/app/checkpoint/checkpointFile.ts';
import { reduceAll } from '../../../../shared/journal/reduce.ts';
import { emptyJournalState } from '../../../../shared/journal/state.ts';
import { firstEvents } from '../../../fixtures/longJournal.ts';
import { toRecords } from '../../../fixtures/records.ts';

/** node saveForever.ts <checkpoint>: saves one after the other until it is killed; a line for each. */
const [path = ''] = process.argv.slice(2);
const state = reduceAll(emptyJournalState, toRecords(firstEvents(5_000)));
for (;;) {
  await writeCheckpoint(path, { state, chainSha256: 'c'.repeat(64) });
  writeSync(1, 'saved\n');
}
