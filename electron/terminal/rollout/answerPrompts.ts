import password from '@inquirer/password';
import type { Prompt } from '../../../shared/contract/promptArea.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import { tell, type Context } from '../context.ts';
import type { RolloutReporter } from './reporter.ts';

/**
 * Asks the person for what only a person can say, one question at a time and with hidden input; without a terminal
 * to ask on, each is declined and said. A hardware key that waits for its touch is only told of: there is nothing to
 * type, and a hand needs no terminal. Returns the way to stop.
 */
export function answerPrompts(
  client: Client,
  context: Pick<Context, 'terminal'>,
  reporter: () => Pick<RolloutReporter, 'pause' | 'resume'> | undefined = () => undefined,
): () => void {
  const questions = new Map<string, AbortController>();
  let turn: Promise<void> = Promise.resolve();

  const ask = async (prompt: Prompt, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return;
    if (prompt.kind === 'touch') {
      tell(context, `Touch ${visibleText(prompt.subject)} now.`);
      return;
    }
    if (!context.terminal.canAsk) {
      const what = prompt.kind === 'pin' ? 'A PIN' : 'A passphrase';
      tell(
        context,
        `${what} is needed for ${visibleText(prompt.subject)}, and there is no terminal to ask on.`,
      );
      tell(context, '  → Add the key to an SSH agent (ssh-add), or run this command on a terminal.');
      await client.call('prompts.answer', { promptId: prompt.promptId });
      return;
    }
    reporter()?.pause();
    try {
      const answer = await readSecret(prompt, context, signal);
      if (!signal.aborted) {
        await client.call('prompts.answer', {
          promptId: prompt.promptId,
          ...(answer === undefined ? {} : { answer }),
        });
      }
    } finally {
      reporter()?.resume();
    }
  };
  const enqueue = (prompt: Prompt): void => {
    const abort = new AbortController();
    questions.set(prompt.promptId, abort);
    turn = turn
      .then(() => ask(prompt, abort.signal))
      .catch((error: unknown) => tell(context, `The question could not be answered: ${String(error)}`));
  };
  const settle = (promptId: string): void => {
    questions.get(promptId)?.abort();
    questions.delete(promptId);
  };

  const subscription = client.subscribe(
    'prompts',
    {},
    {
      onSnapshot: (prompts) => {
        for (const prompt of prompts) if (!questions.has(prompt.promptId)) enqueue(prompt);
      },
      onEvents: (events) => {
        for (const event of events) {
          if (event.kind === 'asked') enqueue(event.prompt);
          else settle(event.promptId);
        }
      },
      onFault: (fault) => tell(context, `Questions cannot be asked any more: ${fault.message}`),
    },
  );
  return () => {
    subscription.close();
    for (const promptId of questions.keys()) settle(promptId);
  };
}

/** `undefined` when the person declined (Ctrl-C) or the question was settled otherwise. */
async function readSecret(
  prompt: Prompt,
  { terminal }: Pick<Context, 'terminal'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const again = prompt.attempt > 1 ? ` (attempt ${prompt.attempt}: that was not it)` : '';
  try {
    const what = prompt.kind === 'pin' ? 'PIN' : 'Passphrase';
    const message = `${what} of ${visibleText(prompt.subject)}${again}`;
    return await password({ message }, { output: terminal.err.stream, signal });
  } catch (error) {
    if (error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortPromptError')) {
      return undefined;
    }
    throw error;
  }
}
