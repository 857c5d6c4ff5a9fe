import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { Button } from '../controls/Button.tsx';
import { FormField } from '../controls/FormField.tsx';
import { TextInput } from '../controls/TextInput.tsx';
import { Dialog } from './Dialog.tsx';
import css from './ConfirmByTyping.module.css';

export interface ConfirmByTypingProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What must be typed, to the letter: the environment's name. */
  readonly name: string;
  /** What the button does, as a verb with its object: `Deploy to production`. */
  readonly act: string;
  /** What will happen, for a last look. */
  readonly children?: ReactNode;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
}

/** A dangerous act is never one key (PRODUCT.md, rule 7). */
export function ConfirmByTyping(props: ConfirmByTypingProps) {
  const { open, onOpenChange, title, children } = props;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} size="small" description={children}>
      {/* Inside the dialog's content, so that what was typed is forgotten when it closes. */}
      <TypingForm {...props} />
    </Dialog>
  );
}

function TypingForm({ name, act, busy = false, onConfirm, onOpenChange }: ConfirmByTypingProps) {
  const [typed, setTyped] = useState('');
  const formId = useId();
  const matches = typed === name;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (matches && !busy) onConfirm();
  }

  return (
    <form id={formId} className={css.form} onSubmit={submit}>
      <FormField
        label={`Type ${name} to go on`}
        hint={matches ? 'It matches.' : 'Exactly as written, capital letters included.'}
      >
        {(binding) => (
          <TextInput
            {...binding}
            mono
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </FormField>
      <div className={css.buttons}>
        <Button kind="quiet" onClick={() => onOpenChange(false)}>
          Cancel
        </Button>
        <Button kind="danger" type="submit" disabled={!matches} busy={busy}>
          {act}
        </Button>
      </div>
    </form>
  );
}
