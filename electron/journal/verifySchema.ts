import { Fault } from '../../shared/protocol/fault.ts';
import type { Finding } from './journal.ts';
import { applicationId, formatVersion, schemaObjects } from './schema.ts';
import type { SqliteDatabase } from './sqliteDatabase.ts';

/**
 * Whose file it is, and whether its tables and guards are word for word the ones this app made. Throws
 * JOURNAL_NEWER; everything else is a finding.
 */
export function verifySchema(database: SqliteDatabase, path: string): readonly Finding[] {
  const application = Number(database.pragma('application_id', { simple: true }));
  const version = Number(database.pragma('user_version', { simple: true }));
  if (application !== applicationId) return [notAJournal('its application_id is not Signalbox’s')];
  if (version > formatVersion) throw newerFault(path, version);
  if (version !== formatVersion) return [notAJournal(`its format ${version} was never used`)];
  return compareObjects(readObjects(database));
}

function readObjects(database: SqliteDatabase): ReadonlyMap<string, string> {
  const rows: readonly unknown[] = database.prepare('SELECT name, sql FROM sqlite_schema').raw().all();
  return new Map(rows.map((row) => (Array.isArray(row) ? [String(row[0]), String(row[1])] : ['', ''])));
}

/** SQLite's own objects (sqlite_stat1 after ANALYZE, automatic indexes) are nobody's doing. */
function compareObjects(actual: ReadonlyMap<string, string>): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [name, sql] of schemaObjects) {
    const found = actual.get(name);
    if (found === sql) continue;
    const state = found === undefined ? 'is missing' : 'was altered';
    findings.push({ kind: 'guardMissing', message: `${name} ${state}: records could have been changed` });
  }
  for (const name of actual.keys()) {
    if (schemaObjects.has(name) || name.startsWith('sqlite_')) continue;
    findings.push({ kind: 'foreignObject', message: `${name} is not of Signalbox’s making` });
  }
  return findings;
}

function notAJournal(reason: string): Finding {
  return { kind: 'notAJournal', message: `it is not a Signalbox journal: ${reason}` };
}

function newerFault(path: string, version: number): Fault {
  return new Fault(
    'JOURNAL_NEWER',
    `${path} has format ${version}, from a newer Signalbox; this one knows format ${formatVersion}. It was left untouched.`,
    { wayOut: 'Install the newer Signalbox on this machine.' },
  );
}
