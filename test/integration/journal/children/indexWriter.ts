import { writeSync } from 'node:fs';
import { createJournalIndexer } from '../../../../electron/journal/queryIndex/journalIndexer.ts';

/** node indexWriter.ts <journal>: indexes it, prints a line for each step, and does not end by itself. */
const [path = ''] = process.argv.slice(2);
const indexer = createJournalIndexer({ path, busyTimeoutMs: 5_000 });
while (indexer.step()) writeSync(1, 'step\n');
writeSync(1, 'done\n');
setInterval(() => undefined, 1_000);
