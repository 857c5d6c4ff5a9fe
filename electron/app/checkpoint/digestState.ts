import { createHash } from 'node:crypto';
import type { JournalState } from '../../../shared/journal/state.ts';
import { toCanonicalJson } from '../../signoff/people/canonicalSha256.ts';
import { inSlices } from './inSlices.ts';

/**
 * SHA-256 (hex) of a state's canonical JSON, the same however the state was come by: folded from the first record, or
 * from a checkpoint on. Made in slices, for a state can be big.
 */
export async function digestState(state: JournalState): Promise<string> {
  const digest = createHash('sha256');
  await inSlices(toLines(state), (line) => digest.update(line).update('\n'));
  return digest.digest('hex');
}

function* toLines(state: JournalState): Generator<string> {
  for (const [key, value] of toSorted(state)) {
    if (typeof value !== 'object' || value === null) {
      yield toCanonicalJson([key, value ?? null]);
      continue;
    }
    yield toCanonicalJson([key, Array.isArray(value) ? 'list' : 'map']);
    for (const entry of Array.isArray(value) ? value : toSorted(value)) yield toCanonicalJson(entry);
  }
}

function toSorted(value: object): [string, unknown][] {
  // JSON does not tell what is absent from what is undefined.
  const entries = Object.entries(value).filter(([, it]) => it !== undefined);
  return entries.toSorted(([one], [other]) => (one < other ? -1 : 1));
}
