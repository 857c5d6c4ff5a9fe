/**
 * Measures sides in turns on the same machine: A B, B A, A B … so that neither a machine that slows down nor
 * what the run before left behind falls on one side only.
 */
export async function measureInTurns<Side extends string, T>(
  sides: readonly Side[],
  runs: number,
  measure: (side: Side, run: number) => Promise<T>,
): Promise<ReadonlyMap<Side, readonly T[]>> {
  const results = new Map<Side, T[]>(sides.map((side) => [side, []]));
  for (let run = 0; run < runs; run += 1) {
    const order = run % 2 === 0 ? sides : sides.toReversed();
    for (const side of order) results.get(side)?.push(await measure(side, run));
  }
  return results;
}

export function resultsOf<Side extends string, T>(
  results: ReadonlyMap<Side, readonly T[]>,
  side: Side,
): readonly T[] {
  const found = results.get(side);
  if (found) return found;
  throw new Error(`${side} was not measured`);
}
