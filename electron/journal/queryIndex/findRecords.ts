import type { JournalFilter } from '../../../shared/contract/journalArea.ts';
import { facetNames } from '../../../shared/view/recordFacets.ts';
import type { SqliteDatabase } from '../sqliteDatabase.ts';
import { addAll, createBitmap, createFullBitmap, keepOnly, setPlace, type Bitmap } from './bitmap.ts';
import { addSealedPlaces, unseal } from './sealedBytes.ts';
import { segmentLength, startOf } from './segments.ts';
import { toFacetTerm } from './terms.ts';
import { toWanted } from './tokenize.ts';

/** What fits one condition, by segment; nothing in a segment that is not there. */
type Fitting = ReadonlyMap<number, Bitmap>;

/**
 * The records from a segment on up to `toSeq` that fit, by segment. What fits each condition lies ready as one bit for
 * each record, so that any number of conditions costs some milliseconds for a million records.
 * @throws IndexDamaged
 */
export function findRecords(
  database: SqliteDatabase,
  of: { readonly filter: JournalFilter; readonly fromSegment: number; readonly toSeq: number },
): ReadonlyMap<number, Bitmap> {
  const conditions = readConditions(database, of.filter, of.fromSegment);
  const found = new Map<number, Bitmap>();
  for (let segment = of.fromSegment; startOf(segment) < of.toSeq; segment += 1) {
    const fitting = conditions.map((it) => it.get(segment));
    if (!fitting.every((it) => it !== undefined)) continue;
    const bitmap = createFullBitmap(Math.min(segmentLength, of.toSeq - startOf(segment)));
    for (const each of fitting) keepOnly(bitmap, each);
    found.set(segment, bitmap);
  }
  return found;
}

function readConditions(database: SqliteDatabase, filter: JournalFilter, fromSegment: number): Fitting[] {
  const facets = facetNames.flatMap((name): Fitting[] => {
    const wanted = name === 'kind' ? filter.kinds : filter[name];
    if (wanted === undefined) return [];
    const values = typeof wanted === 'string' ? [wanted] : wanted;
    return [
      readAny(values.map((value) => readTerms(database, { from: toFacetTerm(name, value) }, fromSegment))),
    ];
  });
  const words = toWanted(filter.text ?? '').map(({ word, isWhole }) =>
    // U+10FFFF is the last code point, in SQLite's order by bytes too.
    readTerms(database, { from: word, ...(isWhole ? {} : { to: `${word}\u{10FFFF}` }) }, fromSegment),
  );
  return [...facets, ...words, ...readTimes(database, filter, fromSegment)];
}

/** The records that have a term, or any from one to another. */
function readTerms(
  database: SqliteDatabase,
  { from, to = from }: { readonly from: string; readonly to?: string },
  fromSegment: number,
): Fitting {
  const bitmaps = new Map<number, Bitmap>();
  const rows = database
    .prepare('SELECT segment, places FROM posting WHERE term >= ? AND term <= ? AND segment >= ?')
    .raw()
    .iterate(from, to, fromSegment);
  for (const row of rows) {
    const [segment, places]: readonly unknown[] = Array.isArray(row) ? row : [];
    addSealedPlaces(bitmapIn(bitmaps, Number(segment)), places);
  }
  return bitmaps;
}

function readAny(all: readonly Fitting[]): Fitting {
  const [only] = all;
  if (only && all.length === 1) return only;
  const bitmaps = new Map<number, Bitmap>();
  for (const fitting of all)
    for (const [segment, bitmap] of fitting) addAll(bitmapIn(bitmaps, segment), bitmap);
  return bitmaps;
}

/** Time goes with the records, but for clocks that were set: most segments lie within the bounds, or outside. */
function readTimes(
  database: SqliteDatabase,
  { fromAt, toAt }: JournalFilter,
  fromSegment: number,
): Fitting[] {
  if (fromAt === undefined && toAt === undefined) return [];
  const from = fromAt === undefined ? -Infinity : Date.parse(fromAt);
  const to = toAt === undefined ? Infinity : Date.parse(toAt);
  const bitmaps = new Map<number, Bitmap>();
  const inside = database
    .prepare('SELECT number FROM segment WHERE number >= ? AND from_ms >= ? AND to_ms <= ?')
    .pluck();
  for (const segment of inside.all(fromSegment, from, to))
    bitmaps.set(Number(segment), createFullBitmap(segmentLength));
  const astride = database
    .prepare(
      'SELECT number, times FROM segment WHERE number >= ? AND from_ms <= ? AND to_ms >= ? AND NOT (from_ms >= ? AND to_ms <= ?)',
    )
    .raw();
  for (const row of astride.iterate(fromSegment, to, from, from, to)) {
    const [segment, times]: readonly unknown[] = Array.isArray(row) ? row : [];
    const bitmap = bitmapIn(bitmaps, Number(segment));
    new Float64Array(unseal(times)).forEach((at, place) => {
      if (at >= from && at <= to) setPlace(bitmap, place);
    });
  }
  return [bitmaps];
}

function bitmapIn(bitmaps: Map<number, Bitmap>, segment: number): Bitmap {
  const known = bitmaps.get(segment);
  if (known) return known;
  const bitmap = createBitmap();
  bitmaps.set(segment, bitmap);
  return bitmap;
}
