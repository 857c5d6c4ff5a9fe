import { type ReactNode, useId } from 'react';
import { classes } from '../tokens/classes.ts';
import css from './ChoiceInput.module.css';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  /** A second line. */
  readonly note?: ReactNode;
  readonly danger?: boolean;
  readonly disabled?: boolean;
}

export interface ChoiceInputProps<Value extends string> {
  /** What is chosen. */
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
  /** For a dialog: the chosen one takes the focus when it opens. */
  readonly autoFocus?: boolean;
}

/** One of a few, all in sight. */
export function ChoiceInput<Value extends string>(props: ChoiceInputProps<Value>) {
  const { label, choices, value, onChange, autoFocus = false } = props;
  const name = useId();
  return (
    <fieldset className={css.choices}>
      <legend className={css.legend}>{label}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          className={classes(css.choice, choice.value === value && css.chosen, choice.danger && css.danger)}
        >
          <input
            type="radio"
            className={css.dot}
            name={name}
            value={choice.value}
            checked={choice.value === value}
            disabled={choice.disabled}
            onChange={() => onChange(choice.value)}
            {...(autoFocus && choice.value === value ? { 'data-autofocus': true } : {})}
          />
          <span className={css.words}>
            <span className={css.label}>{choice.label}</span>
            {choice.note !== undefined && <span className={css.note}>{choice.note}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
