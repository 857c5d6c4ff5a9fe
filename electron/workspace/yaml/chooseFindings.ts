import type { Finding } from './explainIssues.ts';
import type { Path } from './yamlSource.ts';

interface Choice {
  /** What is wrong with the value if it was meant as the first, second … alternative. */
  readonly branches: readonly (readonly Finding[])[];
  readonly path: Path;
  /** When the value looks like none of them. */
  readonly otherwise: Finding;
}

/** "Invalid input" helps nobody: take the alternative that the value comes closest to. */
export function chooseFindings({ branches, path, otherwise }: Choice): readonly Finding[] {
  const possible = branches.filter((branch) => !branch.some((it) => isWrongFromTheStart(it, path)));
  if (possible.length === 0) return [otherwise];
  const least = Math.min(...possible.map(distanceOf));
  const closest = possible.filter((branch) => distanceOf(branch) === least);
  return bothMissing(closest) ?? closest[0] ?? [otherwise];
}

function isWrongFromTheStart(it: Finding, path: Path): boolean {
  return it.kind === 'wrongType' && it.path.length === path.length;
}

function distanceOf(branch: readonly Finding[]): number {
  return branch.reduce((sum, it) => sum + weightOf(it), 0);
}

function weightOf(it: Finding): number {
  switch (it.kind) {
    case 'wrongType':
    case 'other':
      return 1;
    case 'missing':
      return 5;
    case 'unknownKey':
      return it.meant === undefined ? 10 : 2;
  }
}

/** `{host: lb1}` alone may become either: name both keys that would make it one. */
function bothMissing(branches: readonly (readonly Finding[])[]): readonly Finding[] | undefined {
  const singles = branches.flatMap((it) => (it.length === 1 ? it : []));
  const [first] = singles;
  if (!first || singles.length < 2 || singles.length !== branches.length) return undefined;
  if (!singles.every((it) => it.kind === 'missing')) return undefined;
  const names = singles.map((it) => `"${String(it.path.at(-1))}"`).join(' or ');
  return [{ ...first, path: first.path.slice(0, -1), message: `${names} is missing`, expected: undefined }];
}
