import { useState } from 'react';
import { TextInput } from '../../ui/index.ts';
import css from './Journal.module.css';

/** Asked for when it is complete: each letter of it would be a question of its own. */
export function TypedField(props: {
  readonly label: string;
  readonly value: string;
  readonly maxLength?: number | undefined;
  readonly onDone: (value: string) => void;
}) {
  const { label, value, maxLength, onDone } = props;
  const [typed, setTyped] = useState(value);
  const done = () => {
    if (typed.trim() !== value) onDone(typed.trim());
  };
  return (
    <span className={css.typed}>
      <TextInput
        aria-label={label}
        placeholder={label}
        value={typed}
        maxLength={maxLength}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === 'Enter') done();
        }}
      />
    </span>
  );
}
