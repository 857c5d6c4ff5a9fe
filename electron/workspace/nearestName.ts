/** The known name a typing slip away from `name`, for "did you mean"; case does not count. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const limit = Math.min(3, Math.max(1, Math.floor(name.length / 3)));
  const near = [...known]
    .filter((it) => it !== name && Math.abs(it.length - name.length) <= limit)
    .map((it) => ({ name: it, distance: editDistance(name.toLowerCase(), it.toLowerCase()) }))
    .filter((it) => it.distance <= limit)
    .toSorted((a, b) => a.distance - b.distance);
  return near[0]?.name;
}

/** `, did you mean "checks"?`, or nothing. */
export function suggestion(name: string, known: Iterable<string>): string {
  const near = nearestName(name, known);
  return near === undefined ? '' : `, did you mean "${near}"?`;
}

/** Optimal string alignment: insert, delete, replace, and swap of neighbours count one each. */
function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? at(beforeLast, j - 2) + 1
          : Infinity;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
