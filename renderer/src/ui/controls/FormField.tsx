import { type ReactNode, useId } from 'react';
import { visibleText } from '../../format/visibleText.ts';
import { Icon } from '../marks/Icon.tsx';
import css from './FormField.module.css';

/** What the control inside must carry so that label, hint and error belong to it. */
export interface FieldBinding {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
  readonly required: boolean;
}

export interface FormFieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with the value and what to do; shown instead of the hint. */
  readonly error?: string;
  readonly optional?: boolean;
  readonly children: (binding: FieldBinding) => ReactNode;
}

export function FormField({ label, hint, error, optional = false, children }: FormFieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = error !== undefined || hint !== undefined;
  const binding: FieldBinding = {
    id,
    'aria-describedby': hasNote ? noteId : undefined,
    'aria-invalid': error === undefined ? undefined : true,
    required: !optional,
  };
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {label}
        {optional && <span className={css.optional}> optional</span>}
      </label>
      {children(binding)}
      {hasNote && (
        <p id={noteId} className={error === undefined ? css.hint : css.error}>
          {error === undefined ? (
            hint
          ) : (
            <>
              <Icon name="alert" size={14} /> {visibleText(error)}
            </>
          )}
        </p>
      )}
    </div>
  );
}
