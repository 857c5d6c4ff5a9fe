import { parseArgs } from 'node:util';
import type { Place } from '../serve/decidePlace.ts';

export type DemoStart =
  /** `words` are for the desktop's program. */
  | { readonly kind: 'desktop'; readonly path: string; readonly words: readonly string[] }
  | { readonly kind: 'browser'; readonly canOpen: boolean }
  /** The story plays on the terminal, and whatever is wrong with the words is said there. */
  | { readonly kind: 'story' };

/**
 * A window where there can be one, else the browser where somebody looks, else the story.
 * @param words what stands behind `npm run demo --`.
 */
export function decideDemo(words: readonly string[], place: Place, isTerminal: boolean): DemoStart {
  const asked = parseShow(words);
  if (asked === undefined) return { kind: 'story' };
  if (place.kind === 'desktop') {
    const kept = asked.directory === undefined ? [] : ['--demo-dir', asked.directory];
    return { kind: 'desktop', path: place.path, words: ['--demo', ...kept] };
  }
  return place.canOpen || isTerminal ? { kind: 'browser', canOpen: place.canOpen } : { kind: 'story' };
}

/** `undefined` for words that are about the terminal, or nobody's. */
function parseShow(words: readonly string[]): { readonly directory: string | undefined } | undefined {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { dir: { type: 'string' }, 'no-color': { type: 'boolean' } },
    });
    return { directory: values.dir };
  } catch {
    return undefined;
  }
}
