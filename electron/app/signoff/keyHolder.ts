import type { KeyHolder } from '../../signoff/sign/answerAskpass.ts';
import type { Prompts } from '../prompts.ts';

/** Lets the person at the desktop answer what `ssh-keygen` asks. Answers pass through and are kept nowhere. */
export function createKeyHolder(
  prompts: Prompts,
  subject: string,
): { readonly holder: KeyHolder; done(): void } {
  let attempt = 0;
  let endTouch: (() => void) | undefined;
  return {
    holder: {
      ask: ({ kind }) => {
        attempt += 1;
        return prompts.ask({ kind, subject, attempt });
      },
      onTouchNeeded: () => {
        endTouch ??= prompts.tell({ kind: 'touch', subject, attempt: 1 });
      },
    },
    done: () => endTouch?.(),
  };
}
