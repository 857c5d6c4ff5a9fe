import { join } from 'node:path';
import type { VerificationReport } from '../journal/journal.ts';
import { verifyJournalFile } from '../journal/verifyJournalFile.ts';
import { Fault } from '../../shared/protocol/fault.ts';
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
    return await verifyJournalFile({ path, now: () => ports.now() }, options);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'NOT_FOUND') throw error;
    throw new Fault('NOT_FOUND', error.message, {
      wayOut: 'It is made by the first command that records something; or name another workspace.',
      cause: error,
    });
  }
}
