import type { SqliteDatabase } from '../sqliteDatabase.ts';
import { readProgress } from './openIndexDatabase.ts';
import { seal, sealPlaces } from './sealedBytes.ts';
import type { SegmentDraft } from './segmentDraft.ts';
import type { Subjects } from './subjects.ts';

/**
 * Writes a segment as far as it has come, with the progress, in one transaction: an index that was cut off by a crash
 * says truly how far it is. Writes nothing when another process has got further, or the index is another one by now.
 */
export function writeSegment(
  database: SqliteDatabase,
  of: { readonly build: string; readonly draft: SegmentDraft; readonly subjects: Subjects },
): void {
  const { draft } = of;
  database
    .transaction(() => {
      const { build, head } = readProgress(database);
      if (build !== of.build || head.seq >= draft.end.seq) return;
      writeTimes(database, draft);
      writePlaces(database, draft);
      of.subjects.write();
      database
        .prepare('UPDATE progress SET seq = ?, chain_sha256 = ?')
        .run(draft.end.seq, draft.end.chainSha256);
    })
    .immediate();
}

function writeTimes(database: SqliteDatabase, { segment, times }: SegmentDraft): void {
  const from = times.reduce((least, at) => Math.min(least, at), Infinity);
  const to = times.reduce((most, at) => Math.max(most, at), -Infinity);
  database
    .prepare('INSERT OR REPLACE INTO segment(number, from_ms, to_ms, times) VALUES (?, ?, ?, ?)')
    .run(segment, from, to, seal(Float64Array.from(times)));
}

function writePlaces(database: SqliteDatabase, draft: SegmentDraft): void {
  const replace = database.prepare('INSERT OR REPLACE INTO posting(term, segment, places) VALUES (?, ?, ?)');
  // In the order of their key, which is how they lie in the file.
  for (const term of [...draft.takeTouched()].toSorted()) {
    replace.run(term, draft.segment, sealPlaces(draft.places.get(term) ?? []));
  }
}
