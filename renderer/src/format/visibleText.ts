import { type TextPart, visibleParts as sharedParts } from '../../../shared/view/visibleText.ts';

export type { TextPart };
type VisibleOptions = Parameters<typeof sharedParts>[1];

const controlNames =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  );

/**
 * As the terminal spells it, but for the control pictures (U+2400 and on): desktop fonts often lack them, and
 * an empty box would hide what the character was. They become `⟨ESC⟩`.
 */
export function visibleParts(text: string, options?: VisibleOptions): readonly TextPart[] {
  return sharedParts(text, options).map((part) =>
    part.kind === 'spelt' ? { kind: 'spelt', text: nameOf(part.text) } : part,
  );
}

/** The same as one string, for titles, names and accessible labels. */
export function visibleText(text: string, options?: VisibleOptions): string {
  return visibleParts(text, options)
    .map((part) => part.text)
    .join('');
}

function nameOf(spelt: string): string {
  const code = (spelt.codePointAt(0) ?? 0) - 0x2400;
  const name = code === 0x21 ? 'DEL' : controlNames[code];
  return name === undefined ? spelt : `⟨${name}⟩`;
}
