import { useId } from 'react';
import { visibleText } from '../../format/visibleText.ts';
import { Icon } from '../marks/Icon.tsx';
import { Button, type ButtonProps } from './Button.tsx';
import css from './ReasonedButton.module.css';

export interface ReasonedButtonProps extends Omit<ButtonProps, 'refused' | 'aria-describedby'> {
  /** Why it cannot be pressed now, each by itself; pressable when there is none. */
  readonly reasons: readonly string[];
}

/** A button that says beside itself, and to screen readers, why it cannot be pressed. */
export function ReasonedButton({ reasons, ...rest }: ReasonedButtonProps) {
  const id = useId();
  const isRefused = reasons.length > 0;
  return (
    <div className={css.whole}>
      <Button wraps {...rest} refused={isRefused} aria-describedby={isRefused ? id : undefined} />
      {isRefused && (
        <ul id={id} className={css.reasons}>
          {reasons.map((reason) => (
            <li key={reason} className={css.reason}>
              <Icon name="lock" size={12} />
              <span>{visibleText(reason)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
