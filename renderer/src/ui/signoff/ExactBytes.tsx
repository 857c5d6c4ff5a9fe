import { VisibleText } from '../marks/VisibleText.tsx';
import css from './ExactBytes.module.css';

export interface ExactBytesProps {
  /** `The exact bytes that will be signed`. */
  readonly label: string;
  readonly text: string;
  /** In a dialog: it takes the focus when that opens, so that it is read first. */
  readonly autoFocus?: boolean;
}

/** Text as it is, byte for byte, line by line; whatever would hide or reorder is spelt out. */
export function ExactBytes({ label, text, autoFocus = false }: ExactBytesProps) {
  return (
    <pre
      className={css.bytes}
      role="region"
      aria-label={label}
      tabIndex={0}
      {...(autoFocus ? { 'data-autofocus': true } : {})}
    >
      <VisibleText text={text} multiline />
    </pre>
  );
}
