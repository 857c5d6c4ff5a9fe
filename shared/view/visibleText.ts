/** A stretch of text: as it was, or a character that would be invisible or reorder its neighbours, spelt out. */
export interface TextPart {
  readonly kind: 'plain' | 'spelt';
  readonly text: string;
}

/**
 * Controls, format characters (all bidi controls, joiners, tags), lone surrogates, private use, line and
 * paragraph separators, and the fillers that Unicode calls letters though they show nothing. UAX #9 and
 * UTS #39 name the tricks that are played with them.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]|\u034F|\u17B4|\u17B5/gu;

/** Almost every name and version; told by one look. */
const plainAscii = /^[\x20-\x7e]*$/;

interface VisibleOptions {
  /** Line feeds and tabs stay what they are; for text that is shown with its line breaks. */
  readonly multiline?: boolean;
}

/** Text from hosts, commits and people, in parts that are safe to show: nothing hidden, nothing reordered. */
export function visibleParts(text: string, options: VisibleOptions = {}): readonly TextPart[] {
  if (plainAscii.test(text)) return text === '' ? [] : [{ kind: 'plain', text }];
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(unseen)) {
    if (options.multiline === true && (match[0] === '\n' || match[0] === '\t')) continue;
    if (match.index > from) parts.push({ kind: 'plain', text: text.slice(from, match.index) });
    parts.push({ kind: 'spelt', text: spell(match[0]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: 'plain', text: text.slice(from) });
  return parts;
}

/** The same as one string, for titles, names and accessible labels. */
export function visibleText(text: string, options: VisibleOptions = {}): string {
  return visibleParts(text, options)
    .map((part) => part.text)
    .join('');
}

/** C0 controls have pictures of their own in Unicode (U+2400 to U+2421); the rest is named by its number. */
function spell(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
