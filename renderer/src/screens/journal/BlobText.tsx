import { useState } from 'react';
import { formatBytes } from '../../format/bytes.ts';
import { Button, Digest, Skeleton, VisibleText } from '../../ui/index.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { useAnswer } from '../../answers/useAnswer.ts';
import css from './Record.module.css';

const maxBytes = 262_144;

/** Text that the journal keeps by its digest; read when somebody asks for it. */
export function BlobText({ name, sha256 }: { readonly name: string; readonly sha256: string }) {
  const [isOpen, setOpen] = useState(false);
  const answer = useAnswer('journal.blob', isOpen ? { sha256, maxBytes } : undefined);
  return (
    <section className={css.section} aria-label={name}>
      <h2>
        {name} <Digest value={sha256} label={`SHA-256 of the ${name.toLowerCase()}`} />
        <Button kind="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Hide' : 'Show'} {name.toLowerCase()}
        </Button>
      </h2>
      {answer.fault && (
        <FaultNote
          fault={answer.fault}
          stillTrue="The record itself is untouched by this."
          acts={<Button onClick={answer.again}>Read again</Button>}
        />
      )}
      {isOpen && !answer.value && !answer.fault && <Skeleton label={name} lines={3} />}
      {answer.value && (
        <>
          <pre className={css.text} tabIndex={0}>
            <VisibleText text={name === 'Plan' ? indented(answer.value.text) : answer.value.text} multiline />
          </pre>
          {answer.value.text === '' && <p className={css.quiet}>It wrote nothing.</p>}
          {answer.value.sizeBytes > maxBytes && (
            <p className={css.quiet}>
              The first {formatBytes(maxBytes)} of {formatBytes(answer.value.sizeBytes)}.
            </p>
          )}
        </>
      )}
    </section>
  );
}

/** A plan is kept as one line of JSON; a cut one is shown as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
