/**
 * Order of versions: Semantic Versioning 2.0.0, section 11, stretched to any number of dotted parts and to parts
 * with letters. A leading `v` does not count, `1.2.0-rc.1` comes before `1.2.0`; build metadata (`+…`), which
 * semver does not order, decides last, so that different texts are never equal.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  return (
    compareLists(left.core, right.core) ||
    comparePrereleases(left.prerelease, right.prerelease) ||
    compareLists(left.build, right.build) ||
    compareText(a, b)
  );
}

interface Parts {
  readonly core: readonly string[];
  readonly prerelease: readonly string[];
  readonly build: readonly string[];
}

function partsOf(version: string): Parts {
  const [, core = version, prerelease, build] = /^v?([^-+]*)(?:-([^+]*))?(?:\+(.*))?$/.exec(version) ?? [];
  return { core: split(core), prerelease: split(prerelease), build: split(build) };
}

function split(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : text.split(/[._-]/);
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Number(a.length === 0) - Number(b.length === 0);
  return compareLists(a, b);
}

/** The longer of two lists with the same beginning is the later one. */
function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const opposite = b[index];
    if (opposite === undefined) return 1;
    const order = comparePart(part, opposite);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers by value and before words; a part such as `rc10` by its runs of digits and of letters. */
function comparePart(a: string, b: string): number {
  const [left, right] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  for (const [index, run] of left.entries()) {
    const opposite = right[index];
    if (opposite === undefined) return 1;
    const order = compareRun(run, opposite);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareRun(a: string, b: string): number {
  const [isNumberA, isNumberB] = [/^\d/.test(a), /^\d/.test(b)];
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  if (!isNumberA) return compareText(a, b);
  // As text, so that a commit-like run of digits keeps all of them.
  const [x, y] = [a.replace(/^0+(?=\d)/, ''), b.replace(/^0+(?=\d)/, '')];
  return x.length - y.length || compareText(x, y);
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
