import { visibleParts } from '../../format/visibleText.ts';
import css from './VisibleText.module.css';

interface VisibleTextProps {
  readonly text: string;
  readonly multiline?: boolean;
}

/** Text from outside. Characters that hide or reorder are spelt out, and set apart from text that says the same. */
export function VisibleText({ text, multiline }: VisibleTextProps) {
  const parts = visibleParts(text, { multiline });
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only?.kind === 'plain') return only.text;
  return parts.map((part, index) =>
    part.kind === 'plain' ? (
      part.text
    ) : (
      <span key={index} className={css.spelt}>
        {part.text}
      </span>
    ),
  );
}
