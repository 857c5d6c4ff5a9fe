import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withCleanup } from './lib/cleanup.ts';
import { readOptions } from './lib/readOptions.ts';
import { printReport, readLoad } from './lib/report.ts';
import { reportJournal } from './journal/journalReport.ts';
import { makeWorkspace } from './journal/makeWorkspace.ts';
import { measureAppends } from './journal/measureAppends.ts';
import { measureUse } from './journal/measureUse.ts';
import { measureVerification } from './journal/measureVerification.ts';

/**
 * The journal on the disk that `TMPDIR` lies on: appends beside bare inserts, verification beside `sha256sum`, and the
 * app on a long journal: its start, every kind of filter, what holds up its main thread.
 */
const { json, ...settings } = readOptions('bench:journal', { records: 1_000_000, appends: 1_000, runs: 5 });

await withCleanup(async (cleanup) => {
  const before = readLoad();
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  const appends = await measureAppends(folder, settings);
  const workspace = await makeWorkspace(folder, settings.records);
  const verification = await measureVerification(workspace, folder, settings);
  const use = await measureUse(workspace.directory, settings);
  const load = [before, readLoad()];
  printReport(reportJournal({ appends, verification, use }, { ...settings, load }), { json });
});
