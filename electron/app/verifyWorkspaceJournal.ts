import { join } from 'node:path';
import type { VerificationReport } from '../../shared/contract/journalArea.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { verifyJournalFile } from '../journal/verifyJournalFile.ts';
import { readCheckpoint, removeCheckpoint, toCheckpointPath } from './checkpoint/checkpointFile.ts';
import { verifyState } from './checkpoint/verifyState.ts';
import type { AppConfig, AppPorts } from './ports.ts';

/**
 * Verifies the journal of a workspace without opening it as an app: one that is damaged, or whose workspace has
 * problems, can still be judged. A checkpoint that the next start would go on from is held against the journal, and
 * thrown away where it is not what an intact journal comes to; otherwise nothing is written.
 * @throws Fault NOT_FOUND (no journal yet), JOURNAL_NEWER, CANCELLED.
 */
export async function verifyWorkspaceJournal(
  config: Pick<AppConfig, 'workspaceDirectory' | 'journalPath'>,
  ports: Pick<AppPorts, 'now'>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<VerificationReport> {
  const path = config.journalPath ?? join(config.workspaceDirectory, '.signalbox', 'journal.db');
  try {
    const report = await verifyJournalFile({ path, now: () => ports.now() }, options);
    const findings = report.ok ? await verifyCheckpoint(path, report.head.seq, options) : report.findings;
    return { ...report, ok: findings.length === 0, findings: [...findings] };
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'NOT_FOUND') throw error;
    throw new Fault('NOT_FOUND', error.message, {
      wayOut: 'It is made by the first command that records something; or name another workspace.',
      cause: error,
    });
  }
}

/** One of another journal, or one that reaches further than this one, is used by nobody. */
async function verifyCheckpoint(
  path: string,
  headSeq: number,
  options: { readonly signal?: AbortSignal },
): Promise<VerificationReport['findings']> {
  const checkpointPath = toCheckpointPath(path);
  const checkpoint = await readCheckpoint(checkpointPath, async (seal) => seal.seq <= headSeq);
  if (!checkpoint) return [];
  const findings = await verifyState(path, checkpoint, options);
  if (findings.some(({ kind }) => kind === 'stateDiffers')) await removeCheckpoint(checkpointPath);
  return findings.filter(({ kind }) => kind !== 'stateOfAnotherJournal');
}
