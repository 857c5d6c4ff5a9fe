import { type FormEvent, useId, useState } from 'react';
import type { Prompt } from '../../../../shared/contract/promptArea.ts';
import { visibleText } from '../../format/visibleText.ts';
import { useClient, usePrompts } from '../../stores/useStores.ts';
import { Button, Dialog, FormField, TextInput } from '../../ui/index.ts';
import { useFaultToast } from './useFaultToast.ts';

/** What only a person can say or do: one question after the other, the oldest first. */
export function Prompts() {
  const prompt = usePrompts((state) => state.open[0]);
  return prompt === undefined ? null : <PromptDialog key={prompt.promptId} prompt={prompt} />;
}

const words = {
  passphrase: {
    title: 'Passphrase needed',
    label: 'Passphrase',
    decline: 'Go on without this key',
    wrong: 'That was not it.',
  },
  pin: {
    title: 'PIN needed',
    label: 'PIN of the key',
    decline: 'Go on without this key',
    wrong: 'That was not it; after a few wrong ones the key locks itself.',
  },
  touch: { title: 'Touch the key…', label: '', decline: 'Give up', wrong: '' },
} as const;

function PromptDialog({ prompt }: { readonly prompt: Prompt }) {
  const { kind, subject, attempt } = prompt;
  const { title, label, decline, wrong } = words[kind];
  const { answer, isSent } = useAnswerTo(prompt);
  const [typed, setTyped] = useState('');
  const formId = useId();

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTyped('');
    answer(typed);
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) answer(undefined);
      }}
      size="small"
      title={title}
      description={
        <>
          For the key <code>{visibleText(subject)}</code>.{' '}
          {kind === 'touch'
            ? 'It blinks, and waits for your finger. There is nothing to type.'
            : 'It is kept in memory only, and never written down.'}
        </>
      }
      footer={
        <>
          <Button kind="quiet" onClick={() => answer(undefined)}>
            {decline}
          </Button>
          {kind !== 'touch' && (
            <Button kind="primary" type="submit" form={formId} busy={isSent}>
              Unlock
            </Button>
          )}
        </>
      }
    >
      {kind !== 'touch' && (
        <form id={formId} onSubmit={submit}>
          <FormField
            label={label}
            {...(attempt > 1 ? { error: `${wrong} This is attempt ${attempt}.` } : {})}
          >
            {(binding) => (
              <TextInput
                {...binding}
                type="password"
                autoComplete="off"
                data-autofocus
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </FormField>
        </form>
      )}
    </Dialog>
  );
}

/** Sent once; without words the question is declined. */
function useAnswerTo({ promptId }: Prompt) {
  const client = useClient();
  const showFault = useFaultToast();
  const [isSent, setSent] = useState(false);
  function answer(given: string | undefined): void {
    if (isSent) return;
    setSent(true);
    client
      .call('prompts.answer', { promptId, ...(given === undefined ? {} : { answer: given }) })
      .catch((error: unknown) => {
        setSent(false);
        showFault(error);
      });
  }
  return { answer, isSent };
}
