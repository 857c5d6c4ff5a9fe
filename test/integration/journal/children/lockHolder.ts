import { writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** node lockHolder.ts <journal>: holds the write lock until its standard input ends. */
const database = new DatabaseSync(process.argv[2] ?? '');
database.exec('BEGIN IMMEDIATE');
writeSync(1, 'locked\n');
process.stdin.resume();
process.stdin.on('end', () => {
  database.exec('ROLLBACK');
  database.close();
});
