import { visibleText } from './visibleText.ts';

/** Costs more to make than all versions in sight to cut. */
const graphemes = new Intl.Segmenter('en');

/**
 * A version for a narrow place. Both ends tell versions apart (`2.14.0-rc.1+build.7781`), so the middle goes.
 * The full text belongs into the title.
 */
export function formatVersion(version: string, maxCharacters = 16): string {
  const text = visibleText(version.trim());
  // No character takes less than one unit, so what is short enough by units is so by characters.
  if (text.length <= maxCharacters) return text;
  const characters = Array.from(graphemes.segment(text), ({ segment }) => segment);
  if (characters.length <= maxCharacters) return text;
  const tail = Math.max(2, Math.floor((maxCharacters - 1) / 3));
  const head = maxCharacters - 1 - tail;
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}
