import { openApp } from '../../fixtures/openApp.ts';
import { timed } from '../lib/statistics.ts';
import type { ExportTimes } from './measureExport.ts';
import { untilIndexed } from './untilIndexed.ts';
import { watchThread } from './watchThread.ts';

/**
 * node exportEvidence.ts <workspace> <folder>: opens the app, asks it for the evidence of everything, and prints what it took.
 * Without a folder it only leaves what an app that ran for long has left: a checkpoint, an index, today's backup.
 */
const [workspace = '', toPath] = process.argv.slice(2);

async function prepare(): Promise<object> {
  const app = await openApp(workspace);
  await untilIndexed(app.client);
  const made = await app.client.call('audit.backup', {});
  await app.close();
  return made;
}

async function exportAll(to: string): Promise<ExportTimes> {
  const app = await openApp(workspace);
  const thread = watchThread();
  const period = { fromAt: '2026-01-01T00:00:00.000Z', toAt: '2027-01-01T00:00:00.000Z' };
  const { value, ms } = await timed(() => app.client.call('audit.export', { toPath: to, ...period }));
  const blockMs = thread.take();
  thread.stop();
  await app.close();
  if (value.findings > 0) throw new Error(`verification found ${value.findings}`);
  return { ms, blockMs, changes: value.changes, files: value.files };
}

console.log(JSON.stringify(await (toPath === undefined ? prepare() : exportAll(toPath))));
