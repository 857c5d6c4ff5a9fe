import { writeSync } from 'node:fs';
import { openJournal } from '../../../../electron/journal/openJournal.ts';

/**
 * node writer.ts <journal> <name> <count>: appends `count` records one by one, against whoever else writes, and
 * prints "<seq> <body>" for each when, and only when, it was acknowledged.
 */
const [path = '', name = '', count = '0'] = process.argv.slice(2);
const journal = await openJournal({ path, now: () => new Date(), create: true });
let { seq } = await journal.head();
for (let n = 1; n <= Number(count);) {
  const body = JSON.stringify({ writer: name, n });
  const result = await journal.append({ expectedSeq: seq, bodies: [body] });
  if (result.kind === 'moved') {
    seq = result.head.seq;
    continue;
  }
  seq += 1;
  n += 1;
  writeSync(1, `${seq} ${body}\n`);
}
await journal.close();
