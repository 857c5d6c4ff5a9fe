import { useMemo } from 'react';
import { classes } from '../tokens/classes.ts';
import { HostSquares } from './HostSquares.tsx';
import { type BuildFill, type ShownPoolState, poolStateWords } from './poolStates.ts';
import css from './PoolStateMark.module.css';

export interface PoolStateMarkProps {
  readonly pool: ShownPoolState;
  readonly build?: BuildFill;
  /** HAProxy's own words, such as `UP 1/3`; ours when absent. */
  readonly words?: string;
}

/** A host's mark beside its state in words. */
export function PoolStateMark({ pool, build = 'new', words }: PoolStateMarkProps) {
  const hosts = useMemo(() => [{ host: '', build, pool }], [build, pool]);
  return (
    <span className={classes(css.state, css[pool])}>
      <HostSquares hosts={hosts} silent />
      {words ?? poolStateWords[pool]}
    </span>
  );
}
