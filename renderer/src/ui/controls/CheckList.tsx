import { CheckboxInput } from './CheckboxInput.tsx';
import css from './CheckList.module.css';

export interface CheckListProps {
  /** What is chosen. */
  readonly label: string;
  /** What an empty choice means: `Every service`. */
  readonly allLabel: string;
  readonly options: readonly string[];
  /** Empty for all. */
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Some of many, or all of them: all is a choice of its own, so that what comes later belongs to it. */
export function CheckList({ label, allLabel, options, chosen, onChange }: CheckListProps) {
  return (
    <fieldset className={css.list}>
      <legend className={css.legend}>{label}</legend>
      <div className={css.box}>
        <CheckboxInput label={allLabel} checked={chosen.length === 0} onChange={() => onChange([])} />
        {options.map((option) => (
          <CheckboxInput
            key={option}
            label={option}
            checked={chosen.includes(option)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, option] : chosen.filter((it) => it !== option))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
