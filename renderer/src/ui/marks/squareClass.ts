import { classes } from '../tokens/classes.ts';
import type { HostMark } from './poolStates.ts';
import css from './squareClass.module.css';

/** How a mark of such a host looks. It fades with `--fade`, which comes from around. */
export function squareClass({ build, pool }: Pick<HostMark, 'build' | 'pool'>): string {
  return classes(css[pool], css[`build-${build}`]);
}
