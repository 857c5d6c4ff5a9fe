import { formatPercent } from '../../format/count.ts';
import { customProperties } from '../tokens/customProperties.ts';
import css from './ProgressBar.module.css';

export interface ProgressBarProps {
  /** What is going on: `Writing the evidence`. */
  readonly label: string;
  /** 0 to 1; absent while nobody knows. */
  readonly share?: number | undefined;
}

/** How far long work has come. */
export function ProgressBar({ label, share }: ProgressBarProps) {
  const known = share === undefined ? undefined : Math.min(1, Math.max(0, share));
  return (
    <div className={css.whole}>
      <div
        className={css.track}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(known === undefined ? {} : { 'aria-valuenow': Math.round(known * 100) })}
      >
        <span
          className={known === undefined ? css.unknown : css.share}
          style={customProperties({ '--share': known ?? 1 })}
        />
      </div>
      <span className={css.number} aria-hidden="true">
        {known === undefined ? '' : formatPercent(known)}
      </span>
    </div>
  );
}
