import { classes } from '../tokens/classes.ts';
import { groupShapes, type SquareLayout } from './hostShapes.ts';
import type { HostMark } from './poolStates.ts';
import css from './SquarePaths.module.css';

interface SquarePathsProps {
  readonly hosts: readonly HostMark[];
  readonly layout: SquareLayout;
}

/** The marks of many hosts within an SVG, one path for each look. Fades with `--fade`, which comes from around. */
export function SquarePaths({ hosts, layout }: SquarePathsProps) {
  return groupShapes(hosts, layout).map((group) => (
    <path
      key={`${group.build}/${group.pool}`}
      className={classes(css[group.pool], css[`build-${group.build}`])}
      d={group.path}
    />
  ));
}
