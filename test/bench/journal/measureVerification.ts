import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { foldAnew } from '../../../electron/app/checkpoint/foldAnew.ts';
import { scanBodies } from '../../../electron/journal/scanBodies.ts';
import { verifyJournalFile } from '../../../electron/journal/verifyJournalFile.ts';
import { measureInTurns, resultsOf } from '../lib/inTurns.ts';
import { timed } from '../lib/statistics.ts';
import type { LongWorkspace } from './makeWorkspace.ts';

const sides = ['sha256sum', 'verify', 'fold anew'] as const;

/** Milliseconds, run by run. */
export type VerificationTimes = Readonly<Record<(typeof sides)[number], readonly number[]>>;

const run = promisify(execFile);

/** The whole check of the journal beside what stock `sha256sum` needs for the bodies alone, one a line in a file. */
export async function measureVerification(
  { journalPath }: LongWorkspace,
  folder: string,
  { records, runs }: { readonly records: number; readonly runs: number },
): Promise<VerificationTimes> {
  const bodies = join(folder, 'bodies.jsonl');
  await writeBodies(journalPath, bodies, records);
  const measure = async (side: (typeof sides)[number]): Promise<void> => {
    switch (side) {
      case 'sha256sum':
        await run('sha256sum', [bodies]);
        return;
      case 'verify': {
        const report = await verifyJournalFile({ path: journalPath, now: () => new Date() });
        if (!report.ok || report.records !== records) throw new Error(JSON.stringify(report.findings));
        return;
      }
      case 'fold anew':
        await foldAnew({ path: journalPath, toSeq: records });
        return;
    }
  };
  const results = await measureInTurns(
    sides,
    Math.min(runs, 3),
    async (side) => (await timed(() => measure(side))).ms,
  );
  return {
    sha256sum: resultsOf(results, 'sha256sum'),
    verify: resultsOf(results, 'verify'),
    'fold anew': resultsOf(results, 'fold anew'),
  };
}

async function writeBodies(journalPath: string, to: string, toSeq: number): Promise<void> {
  const file = createWriteStream(to);
  const waiting: string[] = [];
  const flush = (): void => void file.write(`${waiting.splice(0).join('\n')}\n`);
  scanBodies({ path: journalPath, busyTimeoutMs: 5_000, toSeq }, ({ body }) => {
    waiting.push(body);
    if (waiting.length === 10_000) flush();
  });
  if (waiting.length > 0) flush();
  file.end();
  await once(file, 'close');
}
