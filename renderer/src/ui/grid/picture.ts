import type { Fade } from '../../format/age.ts';
import { groupShapes, layoutSquares } from '../marks/hostShapes.ts';
import type { BuildFill, ShownPoolState } from '../marks/poolStates.ts';
import type { MatrixCellModel } from './matrixModel.ts';

/** A cell as far as it is drawn; undefined where a service is not deployed. */
export interface PicturedCell {
  readonly cell: Pick<MatrixCellModel, 'hosts' | 'share'> | undefined;
  readonly fade: Fade;
}

/** Everything in a picture that looks alike. */
export type PictureLayer = { readonly path: string } & (
  | {
      readonly kind: 'squares';
      readonly fade: Fade;
      readonly build: BuildFill;
      readonly pool: ShownPoolState;
    }
  /** All of the traffic, and below it where nobody knows. */
  | { readonly kind: 'track' | 'shareUnknown' }
  /** Of the traffic on the newest version. */
  | { readonly kind: 'share'; readonly fade: Fade }
);

/** The middle of the line that shows the share, from the top of the picture. */
const shareAtPx = 29.5;
/** As the stylesheet has it; a cell ends with a line of one pixel. */
const paddingPx = 8;
/** Lines have round ends of half their width. */
const roundPx = 1.5;

/** The squares and shares of cells beside each other: one layer for each look, however many cells there are. */
export function toPicture(cells: readonly PicturedCell[], columnWidthPx: number): readonly PictureLayer[] {
  const layers = new Map<string, PictureLayer>();
  function add(key: string, layer: PictureLayer): void {
    const before = layers.get(key);
    layers.set(key, before ? { ...before, path: before.path + layer.path } : layer);
  }
  const wholePx = columnWidthPx - 2 * paddingPx - 1 - 2 * roundPx;
  cells.forEach(({ cell, fade }, index) => {
    if (cell === undefined) return;
    const xPx = index * columnWidthPx + paddingPx;
    for (const { build, pool, path } of groupShapes(cell.hosts, layoutSquares(cell.hosts.length)))
      add(`${fade}/${build}/${pool}`, { kind: 'squares', fade, build, pool, path: `M${xPx} 0${path}` });
    const line = (lengthPx: number): string => `M${xPx + roundPx} ${shareAtPx}h${lengthPx}`;
    const { share } = cell;
    if (share === undefined) add('shareUnknown', { kind: 'shareUnknown', path: line(wholePx) });
    else {
      add('track', { kind: 'track', path: line(wholePx) });
      if (share > 0)
        add(`share/${fade}`, { kind: 'share', fade, path: line(Math.round(wholePx * Math.min(1, share))) });
    }
  });
  // What is known of the traffic lies upon its track.
  return [...layers.values()].toSorted((left, right) => order(left) - order(right));
}

function order({ kind }: PictureLayer): number {
  return kind === 'share' ? 1 : 0;
}
