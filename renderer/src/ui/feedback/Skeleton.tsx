import { customProperties } from '../tokens/customProperties.ts';
import css from './Skeleton.module.css';

export interface SkeletonProps {
  /** What is being loaded, said once to screen readers. */
  readonly label: string;
  readonly lines?: number;
}

/** Holds the place of text that is on its way. */
export function Skeleton({ label, lines = 3 }: SkeletonProps) {
  return (
    <div className={css.skeleton} role="status" aria-label={`Loading ${label}`}>
      {Array.from({ length: lines }, (_, index) => (
        <span
          key={index}
          className={css.line}
          style={customProperties({ '--share': `${92 - ((index * 29) % 45)}%` })}
        />
      ))}
    </div>
  );
}
