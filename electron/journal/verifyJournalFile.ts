import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Fault } from '../../shared/protocol/fault.ts';
import { parseJournalPath } from './fileIdentity.ts';
import type { ProgressOptions, VerificationReport } from './journal.ts';
import { runJob } from './runJob.ts';
import type { DatabaseVerification } from './verifyDatabase.ts';
import { defaultBusyTimeoutMs } from './workerProtocol.ts';

/**
 * Verifies a journal that need not be open, in particular one that openJournal refuses. Reads only. Faults:
 * NOT_FOUND, JOURNAL_NEWER, CANCELLED; damage is a finding.
 */
export async function verifyJournalFile(
  o: { readonly path: string; readonly now: () => Date },
  options: ProgressOptions = {},
): Promise<VerificationReport> {
  const path = resolve(parseJournalPath(o.path));
  if (!existsSync(path)) throw new Fault('NOT_FOUND', `There is no journal at ${path}.`);
  const startedAt = o.now();
  const url = new URL('./verifyWorker.ts', import.meta.url);
  const task = { path, busyTimeoutMs: defaultBusyTimeoutMs };
  const verification = await runJob<typeof task, DatabaseVerification>(url, task, options);
  return {
    ok: verification.findings.length === 0,
    ...verification,
    verifiedAt: startedAt.toISOString(),
    durationMs: o.now().getTime() - startedAt.getTime(),
  };
}
