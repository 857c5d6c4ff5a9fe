import { hash } from 'node:crypto';
import type { Change } from './evidence.ts';

export interface Sample {
  readonly size: number;
  /** Whoever has it draws the same sample. */
  readonly seed: string;
  readonly rollouts: readonly string[];
}

/**
 * Draws without replacement: the changes whose SHA-256 of seed, line end, id, line end is smallest. Anybody can draw it again with
 * `sha256sum` and `sort`, and who knows neither seed nor ids beforehand cannot choose what is drawn.
 */
export function drawSample(
  changes: readonly Pick<Change, 'rolloutId'>[],
  { size, seed }: { readonly size: number; readonly seed: string },
): Sample {
  const drawn = changes
    .map(({ rolloutId }) => ({ rolloutId, rank: hash('sha256', `${seed}\n${rolloutId}\n`) }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, size);
  return { size, seed, rollouts: drawn.map((it) => it.rolloutId) };
}
