import { CopyButton } from '../controls/CopyButton.tsx';
import { VisibleText } from '../marks/VisibleText.tsx';
import css from './CommandLine.module.css';

export interface CommandLineProps {
  /** What it does, for screen readers: `Command to sign`. */
  readonly label: string;
  readonly command: string;
}

/** A stock command to take along, to the letter. */
export function CommandLine({ label, command }: CommandLineProps) {
  return (
    <div className={css.line}>
      <code className={css.command} role="region" aria-label={label} tabIndex={0}>
        <VisibleText text={command} />
      </code>
      <CopyButton kind="quiet" text={command} label="Copy" />
    </div>
  );
}
