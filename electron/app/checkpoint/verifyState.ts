import type { VerificationReport } from '../../../shared/contract/journalArea.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { ProgressOptions } from '../../journal/journal.ts';
import { toCheckpointPath, type FoldedState } from './checkpointFile.ts';
import { digestState } from './digestState.ts';
import { foldAnew } from './foldAnew.ts';

type Finding = VerificationReport['findings'][number];

/**
 * Whether a state is what its journal comes to: the journal is folded anew from its first record. This is what makes a
 * checkpoint harmless, for whoever can write the file can make one that fits.
 * @throws Fault CANCELLED.
 */
export async function verifyState(
  journalPath: string,
  folded: FoldedState,
  options: ProgressOptions = {},
): Promise<readonly Finding[]> {
  const { seq } = folded.state;
  try {
    const [inUse, anew] = await Promise.all([
      digestState(folded.state),
      foldAnew({ path: journalPath, toSeq: seq }, options),
    ]);
    if (seq > 0 && anew.chainSha256 !== folded.chainSha256) return [isOfAnotherJournal(seq)];
    return anew.stateSha256 === inUse ? [] : [differs(journalPath, seq)];
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'JOURNAL_DAMAGED') throw error;
    return [{ kind: 'recordUnreadable', message: [error.message, ...(error.details ?? [])].join(' ') }];
  }
}

/** Of a journal that is damaged, nothing can be said about what it comes to. */
export function findingsOf(
  report: { readonly findings: readonly Finding[] },
  ofState: readonly Finding[],
): readonly Finding[] {
  return report.findings.length > 0 ? report.findings : ofState;
}

function isOfAnotherJournal(seq: number): Finding {
  return {
    kind: 'stateOfAnotherJournal',
    message: `what is shown was made of a record ${seq} that this journal does not have`,
  };
}

function differs(journalPath: string, seq: number): Finding {
  return {
    kind: 'stateDiffers',
    message: `${toCheckpointPath(journalPath)} is not what the records up to ${seq} come to: it was changed, and has been thrown away; start every Signalbox again that has this workspace open`,
  };
}
