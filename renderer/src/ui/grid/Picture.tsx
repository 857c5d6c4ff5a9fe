import { memo } from 'react';
import { squareClass } from '../marks/squareClass.ts';
import { classes } from '../tokens/classes.ts';
import { type PicturedCell, type PictureLayer, toPicture } from './picture.ts';
import css from './Picture.module.css';

interface PictureProps {
  readonly cells: readonly PicturedCell[];
  /** Of one cell's share. */
  readonly cellWidthPx: number;
}

/**
 * What cells show of their hosts and traffic, drawn for many of them at once: an SVG is a coordinate system of its
 * own, which costs the painter as much as hundreds of squares do. The cells say it in words.
 */
export const Picture = memo(function Picture({ cells, cellWidthPx }: PictureProps) {
  return (
    <svg className={css.picture} aria-hidden="true" focusable="false">
      {toPicture(cells, cellWidthPx).map((layer) => (
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
