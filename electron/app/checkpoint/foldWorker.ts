import { parentPort, workerData } from 'node:worker_threads';
import { parseRecord, type JournalRecord } from '../../../shared/journal/record.ts';
import { reduceAll } from '../../../shared/journal/reduce.ts';
import { emptyJournalState } from '../../../shared/journal/state.ts';
import { serveJob, type JobControl } from '../../journal/jobProtocol.ts';
import { scanBodies } from '../../journal/scanBodies.ts';
import { digestState } from './digestState.ts';
import type { FoldAnew, FoldTask } from './foldAnew.ts';

const foldChunk = 2_000;

async function foldJournal(task: FoldTask, control: JobControl): Promise<FoldAnew> {
  let state = emptyJournalState;
  let records: JournalRecord[] = [];
  const fold = (): void => {
    state = reduceAll(state, records);
    records = [];
    control.progress(state.seq, task.toSeq);
  };
  const chainSha256 = scanBodies(task, ({ seq, body }) => {
    // The hashes are no part of the state, and others check them.
    records.push(parseRecord({ seq, body, bodySha256: '', chainSha256: '' }));
    if (records.length === foldChunk) fold();
  });
  fold();
  return { chainSha256, stateSha256: await digestState(state) };
}

if (parentPort !== null) await serveJob(parentPort, workerData, foldJournal);
