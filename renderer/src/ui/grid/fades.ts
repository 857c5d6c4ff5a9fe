import { type Fade, fadeOf } from '../../format/age.ts';
import type { MatrixCellModel } from './matrixModel.ts';

/** How far each cell has faded, a digit each: one word to compare instead of many cells. */
export function toFades(nowMs: number, cells: readonly (MatrixCellModel | undefined)[]): string {
  return cells.map((cell) => (cell === undefined ? 0 : fadeAt(nowMs, cell.seenAt))).join('');
}

function fadeAt(nowMs: number, seenAt: string | undefined): Fade {
  return fadeOf(nowMs - (seenAt === undefined ? Number.NaN : Date.parse(seenAt)));
}

const byDigit: Readonly<Record<string, Fade>> = { 0: 0, 1: 1, 2: 2, 3: 3 };

export function toFade(digit: string | undefined): Fade {
  return byDigit[digit ?? ''] ?? 3;
}
