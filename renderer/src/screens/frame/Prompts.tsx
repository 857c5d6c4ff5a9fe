import { type FormEvent, useId, useState } from 'react';
import type { Prompt } from '../../../../shared/contract/promptArea.ts';
import { visibleText } from '../../format/visibleText.ts';
import { useClient, usePrompts } from '../../stores/useStores.ts';
import { Button, Dialog, FormField, TextInput } from '../../ui/index.ts';
import { useFaultToast } from './useFaultToast.ts';

/** What only a person can say: one question after the other, the oldest first. */
export function Prompts() {
  const prompt = usePrompts((state) => state.open[0]);
  return prompt === undefined ? null : <PassphraseDialog key={prompt.promptId} prompt={prompt} />;
}

function PassphraseDialog({ prompt }: { readonly prompt: Prompt }) {
  const client = useClient();
  const showFault = useFaultToast();
  const [isSent, setSent] = useState(false);
  const [passphrase, setPassphrase] = useState('');
  const formId = useId();

  function answer(given: string | undefined): void {
    if (isSent) return;
    setSent(true);
    setPassphrase('');
    client
      .call('prompts.answer', {
        promptId: prompt.promptId,
        ...(given === undefined ? {} : { answer: given }),
      })
      .catch((error: unknown) => {
        setSent(false);
        showFault(error);
      });
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    answer(passphrase);
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) answer(undefined);
      }}
      size="small"
      title="Passphrase needed"
      description={
        <>
          For the key <code>{visibleText(prompt.subject)}</code>. It is kept in memory only, and never written
          down.
        </>
      }
      footer={
        <>
          <Button kind="quiet" onClick={() => answer(undefined)}>
            Go on without this key
          </Button>
          <Button kind="primary" type="submit" form={formId} busy={isSent}>
            Unlock
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit}>
        <FormField
          label="Passphrase"
          {...(prompt.attempt > 1 ? { error: `That was not it. This is attempt ${prompt.attempt}.` } : {})}
        >
          {(binding) => (
            <TextInput
              {...binding}
              type="password"
              autoComplete="off"
              data-autofocus
              value={passphrase}
              onChange={(event) => setPassphrase(event.target.value)}
            />
          )}
        </FormField>
      </form>
    </Dialog>
  );
}
