import { plural } from '../../format/plural.ts';
import { classes } from '../tokens/classes.ts';
import css from './FailureBudget.module.css';

export interface FailureBudgetProps {
  /** Hosts that may fail before everything stops. */
  readonly allowed: number;
  readonly failed: number;
  /** What has happened once it is spent; default `stopped`. */
  readonly spentWord?: string;
}

const mostPips = 10;

/** How many hosts may still fail. One more than allowed stops the line. */
export function FailureBudget({ allowed, failed, spentWord = 'stopped' }: FailureBudgetProps) {
  const spent = failed > allowed;
  const words = spent
    ? `${failed} failed, ${allowed} allowed: ${spentWord}`
    : allowed === 0
      ? 'no host may fail'
      : `${failed} of ${plural(allowed, 'allowed failure')}`;
  return (
    <span className={classes(css.budget, spent && css.spent, failed > 0 && !spent && css.touched)}>
      {allowed <= mostPips && (
        <span className={css.pips} aria-hidden="true">
          {Array.from({ length: Math.max(allowed, spent ? failed : 0) }, (_, index) => (
            <span
              key={index}
              className={classes(css.pip, index < failed && css.gone, index >= allowed && css.over)}
            />
          )).slice(0, mostPips)}
        </span>
      )}
      <span className={css.words}>{words}</span>
    </span>
  );
}
