import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readAnswer } from './journal/readAnswer.ts';
import { withCleanup } from './lib/cleanup.ts';
import { readOptions } from './lib/readOptions.ts';
import { judge, milliseconds, printReport, readLoad, seconds } from './lib/report.ts';
import type { ThousandPhase, ThousandTimes } from './thousand/rollThousand.ts';
import { startManyHosts } from './thousand/startManyHosts.ts';
import { writeThousandWorkspace } from './thousand/thousandWorkspace.ts';

/**
 * The whole app rolls a thousand hosts: embedded SSH servers with real shells, in processes of their own. What counts is how
 * long its main thread is busy in one go, and its memory; how fast a thousand shells are on one machine says nothing.
 */
const options = readOptions('bench:thousand', { hosts: 1_000 });
const phases: readonly ThousandPhase[] = ['open', 'plan', 'roll', 'close'];

await withCleanup(async (cleanup) => {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  const before = readLoad();
  const workspace = await writeThousandWorkspace(
    folder,
    await startManyHosts(folder, options.hosts, cleanup),
  );
  const script = fileURLToPath(new URL('./thousand/rollThousand.ts', import.meta.url));
  const times = await readAnswer<ThousandTimes>([script, workspace]);
  const rows = phases.map((phase) => ({ phase, ms: times.ms[phase], blockMs: times.blockMs[phase] }));
  printReport(
    {
      rows,
      about: { options, ...times },
      ratios: [
        judge({
          name: 'main thread in one go, milliseconds',
          asked: 50,
          bound: 'atMost',
          measured: Math.max(...rows.map(({ blockMs }) => blockMs)),
        }),
      ],
      tables: [
        {
          title: `A rollout of ${options.hosts.toLocaleString('en')} hosts, ${times.records.toLocaleString('en')} records, peak memory ${Math.round(times.peakBytes / 1e6)} MB, load ${before} → ${readLoad()}`,
          head: ['', 'took', 'main thread in one go'],
          rows: rows.map(({ phase, ms, blockMs }) => [phase, seconds(ms), milliseconds(blockMs)]),
        },
      ],
    },
    options,
  );
});
