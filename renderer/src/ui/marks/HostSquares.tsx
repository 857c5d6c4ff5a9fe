import { memo } from 'react';
import { describeHosts } from './describeHosts.ts';
import { groupShapes, layoutSquares } from './hostShapes.ts';
import type { HostMark } from './poolStates.ts';
import { squareClass } from './squareClass.ts';
import css from './HostSquares.module.css';

export interface HostSquaresProps {
  readonly hosts: readonly HostMark[];
  /** Where they have to fit; they wrap at it. */
  readonly widthPx?: number;
  /** Leave the label to what is around it. */
  readonly silent?: boolean;
}

/** One small mark per host. Fill: new, old, unknown release; colour and silhouette: state in the pool. */
export const HostSquares = memo(function HostSquares({ hosts, widthPx, silent = false }: HostSquaresProps) {
  const layout = layoutSquares(hosts.length, widthPx);
  if (hosts.length === 0) return null;
  return (
    <svg
      className={css.squares}
      width={layout.widthPx}
      height={layout.heightPx}
      role={silent ? undefined : 'img'}
      aria-label={silent ? undefined : describeHosts(hosts)}
      aria-hidden={silent ? true : undefined}
      focusable="false"
    >
      {groupShapes(hosts, layout).map((group) => (
        <path key={`${group.build}/${group.pool}`} className={squareClass(group)} d={`M0 0${group.path}`} />
      ))}
    </svg>
  );
});
