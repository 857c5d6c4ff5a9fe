/**
 * Names what the index holds and how: raise it with any change of tables, segments, facets or words. An index of
 * another version is another file, so that two versions of the app do not undo each other's work.
 * `test/unit/journal/indexVersion.test.ts` notices when it was forgotten.
 */
export const indexVersion = 1;

/** "SgIx" in ASCII, see `applicationId` of the journal. */
export const indexApplicationId = 0x53674978;

/**
 * `progress` has one row: up to which record everything is indexed, its chain value, and a name of its own for each
 * time that an index was begun. Records lie in segments of 4,096: `posting` has for each term and segment the places
 * of the records that have it, `segment` their times.
 */
export const indexSchemaSql = `
CREATE TABLE progress(id INTEGER PRIMARY KEY CHECK (id = 1), build TEXT NOT NULL, seq INTEGER NOT NULL, chain_sha256 TEXT NOT NULL) STRICT;
CREATE TABLE subject(name TEXT PRIMARY KEY, facets TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE segment(number INTEGER PRIMARY KEY, from_ms REAL NOT NULL, to_ms REAL NOT NULL, times BLOB NOT NULL) STRICT;
CREATE TABLE posting(term TEXT NOT NULL, segment INTEGER NOT NULL, places BLOB NOT NULL, PRIMARY KEY (term, segment)) STRICT, WITHOUT ROWID;
PRAGMA application_id = ${indexApplicationId};
PRAGMA user_version = ${indexVersion};`;

export function toIndexPath(journalPath: string, version = indexVersion): string {
  return `${journalPath}.index-${version}`;
}
