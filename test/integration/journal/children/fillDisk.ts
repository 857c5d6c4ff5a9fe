import { writeSync } from 'node:fs';
import { toFaultData } from '../../../../shared/protocol/fault.ts';
import { openJournal } from '../../../../electron/journal/openJournal.ts';

/**
 * node fillDisk.ts <journal> <count>: appends large records until `count` are acknowledged or one is refused, then
 * prints what it got and what the journal says, as JSON.
 */
const [path = '', count = '0'] = process.argv.slice(2);
writeSync(1, JSON.stringify(await fill()));

async function fill() {
  try {
    const journal = await openJournal({ path, now: () => new Date(), create: true });
    let acknowledged = (await journal.head()).seq;
    let fault;
    while (fault === undefined && acknowledged < Number(count)) {
      const body = JSON.stringify({ output: 'x'.repeat(8_000) });
      await journal.append({ expectedSeq: acknowledged, bodies: [body] }).then(
        () => (acknowledged += 1),
        (error: unknown) => (fault = toFaultData(error)),
      );
    }
    const head = await journal.head();
    const report = await journal.verify();
    await journal.close();
    return { acknowledged, fault, headSeq: head.seq, findings: report.findings };
  } catch (error) {
    return { acknowledged: 0, fault: toFaultData(error), headSeq: 0, findings: [] };
  }
}
