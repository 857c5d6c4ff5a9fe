/** Rows of one height below each other; sizes in pixels. */
export interface UniformRows {
  readonly count: number;
  readonly rowPx: number;
  /** What stands above the first row and stays in sight. */
  readonly headPx: number;
}

export interface RowRange {
  readonly first: number;
  /** The one after the last. */
  readonly end: number;
}

/** What of the rows is in sight, and some more on both sides. */
export function rangeInSight(
  { count, rowPx, headPx }: UniformRows,
  sight: { readonly topPx: number; readonly heightPx: number },
  more: number,
): RowRange {
  const first = Math.floor(sight.topPx / rowPx) - more;
  const end = Math.ceil((sight.topPx + sight.heightPx - headPx) / rowPx) + more;
  const within = (index: number): number => Math.min(count, Math.max(0, index));
  return { first: within(first), end: within(end) };
}

/** The rows of the range, and one beyond it: what holds the focus must stay in the document. */
export function indexesOf({ first, end }: RowRange, count: number, kept: number): number[] {
  const indexes = Array.from({ length: end - first }, (_, at) => first + at);
  if (kept < 0 || kept >= count || (kept >= first && kept < end)) return indexes;
  return kept < first ? [kept, ...indexes] : [...indexes, kept];
}

/** Where to scroll to, so that a row is in sight; where it is already, nothing moves. */
export function scrollTopFor(
  index: number,
  { rowPx, headPx }: UniformRows,
  sight: { readonly topPx: number; readonly heightPx: number },
): number {
  const startPx = index * rowPx;
  if (startPx < sight.topPx) return startPx;
  return Math.max(sight.topPx, startPx + rowPx + headPx - sight.heightPx);
}
