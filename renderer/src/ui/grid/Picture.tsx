import { memo } from 'react';
import { squareClass } from '../marks/squareClass.ts';
import { classes } from '../tokens/classes.ts';
import { toFade } from './fades.ts';
import type { MatrixCellModel } from './matrixModel.ts';
import { type PictureLayer, toPicture } from './picture.ts';
import css from './Picture.module.css';

interface PictureProps {
  /** Beside each other; the same list as long as nothing has changed. */
  readonly cells: readonly (MatrixCellModel | undefined)[];
  /** A digit for each cell. */
  readonly fades: string;
  /** Where the first cell begins. */
  readonly fromPx: number;
  readonly columnWidthPx: number;
}

/**
 * What cells show of their hosts and traffic, drawn for some of them at once: an SVG is a coordinate system of its
 * own, which costs the painter as much as hundreds of squares do. The cells say it in words.
 */
export const Picture = memo(function Picture({ cells, fades, fromPx, columnWidthPx }: PictureProps) {
  const pictured = cells.map((cell, index) => ({ cell, fade: toFade(fades[index]) }));
  return (
    <svg
      className={css.picture}
      style={{ left: fromPx, width: columnWidthPx * cells.length }}
      aria-hidden="true"
      focusable="false"
    >
      {toPicture(pictured, columnWidthPx).map((layer) => (
        <path key={keyOf(layer)} className={classOf(layer)} d={layer.path} />
      ))}
    </svg>
  );
});

function keyOf(layer: PictureLayer): string {
  switch (layer.kind) {
    case 'squares':
      return `${layer.fade}/${layer.build}/${layer.pool}`;
    case 'share':
      return `share/${layer.fade}`;
    case 'track':
    case 'shareUnknown':
      return layer.kind;
  }
}

function classOf(layer: PictureLayer): string {
  switch (layer.kind) {
    case 'squares':
      return classes(squareClass(layer), css[`fade${layer.fade}`]);
    case 'share':
      return classes(css.share, css[`fade${layer.fade}`]);
    case 'track':
    case 'shareUnknown':
      return css[layer.kind] ?? '';
  }
}
