import { join } from 'node:path';
import type { VerificationReport } from '../../shared/contract/journalArea.ts';
import { verifyJournalFile } from '../journal/verifyJournalFile.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { verifyEvidence } from './audit/auditJob.ts';
import type { AppConfig, AppPorts } from './ports.ts';

/**
 * Verifies the journal of a workspace without opening it as an app: one that is damaged, or whose workspace has
 * problems, can still be judged. Nothing is written.
 * @throws Fault NOT_FOUND (no journal yet), JOURNAL_NEWER, CANCELLED.
 */
export async function verifyWorkspaceJournal(
  config: Pick<AppConfig, 'workspaceDirectory' | 'journalPath'>,
  ports: Pick<AppPorts, 'now'>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<VerificationReport> {
  const path = config.journalPath ?? join(config.workspaceDirectory, '.signalbox', 'journal.db');
  try {
    const { findings, ...report } = await verifyJournalFile({ path, now: () => ports.now() }, options);
    const further = report.ok ? await verifyEvidence(path, options) : [];
    const all = [...findings, ...further].map(({ seq, kind, message }) => ({
      kind,
      message,
      ...(seq === undefined ? {} : { seq }),
    }));
    return { ...report, ok: all.length === 0, findings: all };
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'NOT_FOUND') throw error;
    throw new Fault('NOT_FOUND', error.message, {
      wayOut: 'It is made by the first command that records something; or name another workspace.',
      cause: error,
    });
  }
}
