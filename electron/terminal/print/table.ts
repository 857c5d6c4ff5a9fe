/** A piece of text and how it is to look: its width is known before it is coloured. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
  readonly align?: 'left' | 'right';
}

const gap = '  ';

/** Where nobody looks at a screen nothing is cut: what reads it may search for what stands last. */
export function tableWidth(out: { readonly isTerminal: boolean; columns(): number }): number {
  return out.isTerminal ? out.columns() : Number.POSITIVE_INFINITY;
}

export function paintCell({ text, paint }: Cell): string {
  return paint ? paint(text) : text;
}

/** Characters as a terminal counts them; names and versions are ASCII, everything else was made visible. */
export function widthOf(text: string): number {
  return Array.from(text).length;
}

/** Cuts at the end, where it has to. */
export function truncate(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  return width <= 1 ? '…'.slice(0, width) : `${characters.slice(0, width - 1).join('')}…`;
}

/**
 * Columns as wide as their widest cell. Where that is more than `width`, the last column is cut: put there what can
 * best be missed.
 */
export function tableText(rows: readonly (readonly Cell[])[], width: number): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, index) =>
    Math.max(...rows.map((row) => widthOf(row[index]?.text ?? ''))),
  );
  const used = widths.slice(0, -1).reduce((sum, it) => sum + it + gap.length, 0);
  const last = Math.max(8, Math.min(widths.at(-1) ?? 0, width - used));
  return rows.map((row) =>
    row
      .map((cell, index) => {
        const isLast = index === count - 1;
        const text = isLast ? truncate(cell.text, last) : cell.text;
        const paint = cell.paint ?? ((it: string) => it);
        const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(text)));
        if (cell.align === 'right') return `${space}${paint(text)}`;
        return isLast ? paint(text) : `${paint(text)}${space}`;
      })
      .join(gap)
      .trimEnd(),
  );
}

/** Breaks at spaces; a word longer than the line stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
