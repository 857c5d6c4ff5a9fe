import { useEffect, useState } from 'react';
import { formatDigest } from '../../format/digest.ts';
import { visibleText } from '../../format/visibleText.ts';
import { Icon } from './Icon.tsx';
import css from './Digest.module.css';

export interface DigestProps {
  /** The whole digest or commit id: copied and in the title. */
  readonly value: string;
  readonly length?: number;
  /** What it is, for screen readers: `commit`, `artifact`. */
  readonly label?: string;
}

type CopyState = 'idle' | 'copied' | 'refused';

const showsCopyForMs = 1_500;

/** The first digits, and the whole of it on the clipboard at one press. */
export function Digest({ value, length, label = 'digest' }: DigestProps) {
  const [copy, setCopy] = useState<CopyState>('idle');

  useEffect(() => {
    if (copy === 'idle') return;
    const timer = setTimeout(() => setCopy('idle'), showsCopyForMs);
    return () => clearTimeout(timer);
  }, [copy]);

  function press() {
    navigator.clipboard.writeText(value).then(
      () => setCopy('copied'),
      () => setCopy('refused'),
    );
  }

  const short = visibleText(formatDigest(value, length));
  return (
    <button
      type="button"
      className={css.digest}
      title={visibleText(value)}
      aria-label={`Copy ${label} ${short}`}
      onClick={press}
    >
      <span className={css.digits}>{short}</span>
      <Icon name={copy === 'copied' ? 'check' : copy === 'refused' ? 'cross' : 'copy'} size={12} />
      <span className={css.said} role="status">
        {copy === 'copied' && 'copied'}
        {copy === 'refused' && 'not copied'}
      </span>
    </button>
  );
}
