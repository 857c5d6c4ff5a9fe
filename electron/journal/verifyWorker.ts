import { parentPort, workerData } from 'node:worker_threads';
import { readHeadMark } from './headMark.ts';
import { serveJob, type JobControl } from './jobProtocol.ts';
import { openForReading, type DatabaseOptions } from './sqliteDatabase.ts';
import { verifyDatabase, type DatabaseVerification } from './verifyDatabase.ts';

async function verifyFile(options: DatabaseOptions, control: JobControl): Promise<DatabaseVerification> {
  const mark = readHeadMark(options.path); // before the snapshot, see decideMark
  const database = openForReading(options);
  try {
    return await verifyDatabase(database, { ...options, mark }, control);
  } finally {
    database.close();
  }
}

if (parentPort !== null) await serveJob(parentPort, workerData, verifyFile);
