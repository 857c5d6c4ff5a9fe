/** "Sign" in ASCII, in the file header's application_id: `file` and `PRAGMA application_id` show it. */
export const applicationId = 0x5369676e;

/** `PRAGMA user_version`. A database with a higher one is from a newer app and is left untouched. */
export const formatVersion = 1;

const journalTable = `CREATE TABLE journal(seq INTEGER PRIMARY KEY, body TEXT NOT NULL, body_sha256 TEXT NOT NULL, chain_sha256 TEXT NOT NULL) STRICT`;

/**
 * WITHOUT ROWID: a hidden rowid would be a second unique key, through which INSERT OR REPLACE could push a row out
 * without naming its hash.
 */
const blobTable = `CREATE TABLE blob(sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID`;

/**
 * The guards. INSERT OR REPLACE deletes the old row without delete triggers unless recursive_triggers=ON, a setting
 * of the connection and so not of a stranger's; the insert guards therefore refuse any key that exists.
 */
const guards: readonly (readonly [string, string])[] = [
  [
    'journal_appends_only',
    `CREATE TRIGGER journal_appends_only BEFORE INSERT ON journal WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal) BEGIN SELECT RAISE(ABORT, 'the journal only takes the next record'); END`,
  ],
  [
    'journal_never_updates',
    `CREATE TRIGGER journal_never_updates BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal never changes a record'); END`,
  ],
  [
    'journal_never_deletes',
    `CREATE TRIGGER journal_never_deletes BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal never deletes a record'); END`,
  ],
  [
    'blob_appends_only',
    `CREATE TRIGGER blob_appends_only BEFORE INSERT ON blob WHEN EXISTS (SELECT 1 FROM blob WHERE sha256 = NEW.sha256) BEGIN SELECT RAISE(ABORT, 'the journal keeps a blob as it is'); END`,
  ],
  [
    'blob_never_updates',
    `CREATE TRIGGER blob_never_updates BEFORE UPDATE ON blob BEGIN SELECT RAISE(ABORT, 'the journal never changes a blob'); END`,
  ],
  [
    'blob_never_deletes',
    `CREATE TRIGGER blob_never_deletes BEFORE DELETE ON blob BEGIN SELECT RAISE(ABORT, 'the journal never deletes a blob'); END`,
  ],
];

/** Everything in sqlite_schema, by name. SQLite keeps the text of each statement as it was given. */
export const schemaObjects: ReadonlyMap<string, string> = new Map([
  ['journal', journalTable],
  ['blob', blobTable],
  ...guards,
]);

export const createSchemaSql = `${[...schemaObjects.values()].join(';\n')};
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${formatVersion};`;
