import { useEffect, useState } from 'react';
import { Button, type ButtonKind } from './Button.tsx';
import css from './CopyButton.module.css';
import hiddenCss from '../tokens/hidden.module.css';

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied: `Copy the statement`. */
  readonly label: string;
  readonly kind?: ButtonKind;
}

type CopyState = 'idle' | 'copied' | 'refused';

const showsCopyForMs = 1_500;

/** Puts text on the clipboard, and says whether it is there. */
export function CopyButton({ text, label, kind = 'plain' }: CopyButtonProps) {
  const [copy, setCopy] = useState<CopyState>('idle');

  useEffect(() => {
    if (copy === 'idle') return;
    const timer = setTimeout(() => setCopy('idle'), showsCopyForMs);
    return () => clearTimeout(timer);
  }, [copy]);

  return (
    <span className={css.whole}>
      <Button
        kind={kind}
        icon={copy === 'copied' ? 'check' : copy === 'refused' ? 'cross' : 'copy'}
        onClick={() =>
          void navigator.clipboard.writeText(text).then(
            () => setCopy('copied'),
            () => setCopy('refused'),
          )
        }
      >
        {label}
      </Button>
      <span className={hiddenCss.hidden} role="status">
        {copy === 'copied' && 'copied'}
        {copy === 'refused' && 'not copied: the clipboard cannot be written'}
      </span>
    </span>
  );
}
