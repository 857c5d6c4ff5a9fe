import { parentPort, workerData } from 'node:worker_threads';
import { serveJob, type JobControl } from './jobProtocol.ts';
import { openForReading } from './sqliteDatabase.ts';
import { verifyRange, type RangeVerification } from './verifyRange.ts';
import type { RangeTask } from './verifyRecords.ts';

const progressEvery = 5_000;

/** A part of the records, in a thread of its own. */
function verifyPart({ range, ...options }: RangeTask, control: JobControl): RangeVerification {
  const database = openForReading(options);
  let done = 0;
  try {
    const verified = verifyRange(database, range, () => {
      done += 1;
      if (done % progressEvery === 0) control.progress(done, done);
    });
    control.progress(done, done);
    return verified;
  } finally {
    database.close();
  }
}

if (parentPort !== null) await serveJob(parentPort, workerData, verifyPart);
