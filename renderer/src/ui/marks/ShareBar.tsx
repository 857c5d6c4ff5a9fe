import { formatPercent } from '../../format/count.ts';
import { customProperties } from '../tokens/customProperties.ts';
import css from './ShareBar.module.css';

export interface ShareBarProps {
  /** 0 to 1; absent when nobody knows. */
  readonly share: number | undefined;
  /** Says it to screen readers; leave it out where the surrounding label says so already. */
  readonly label?: string;
  readonly withNumber?: boolean;
}

/** Share of the traffic that the newest version answers. */
export function ShareBar({ share, label, withNumber = false }: ShareBarProps) {
  const text = share === undefined ? 'unknown' : formatPercent(share);
  return (
    <span
      className={css.bar}
      role={label === undefined ? undefined : 'img'}
      aria-label={label === undefined ? undefined : `${label}: ${text}`}
      aria-hidden={label === undefined && !withNumber ? true : undefined}
    >
      <span className={share === undefined ? css.unknown : css.track}>
        {share !== undefined && (
          <span className={css.share} style={customProperties({ '--share': clamp(share) })} />
        )}
      </span>
      {withNumber && <span className={css.number}>{share === undefined ? '–' : text}</span>}
    </span>
  );
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
