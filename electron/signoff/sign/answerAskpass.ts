import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Readable, Writable } from 'node:stream';
import { parseAskpassLine } from './askpassHelper.ts';

/** What a key needs from its holder. */
export type SignQuestion =
  | { readonly kind: 'passphrase'; readonly words: string }
  | { readonly kind: 'pin'; readonly words: string };

export interface KeyHolder {
  /** Resolves with the secret, or with `undefined` to decline. It is asked again for each attempt. */
  ask(question: SignQuestion): Promise<string | undefined>;
  /** The key blinks and waits for a touch. */
  onTouchNeeded?(words: string): void;
}

export interface AskpassRecord {
  /** Was a secret asked for, and was it given? */
  secret: 'notAsked' | 'given' | 'declined';
  touchAsked: boolean;
  /** The holder's `ask` failed. */
  failure?: unknown;
}

/** Answers the helper over the pipes 3 and 4 of `child`; `decline` ends the child. */
export function answerAskpass(
  child: ChildProcess,
  holder: KeyHolder,
  record: AskpassRecord,
  decline: () => void,
): void {
  const questions = child.stdio[3];
  const answers = child.stdio[4];
  if (!(questions instanceof Readable) || !(answers instanceof Writable)) return;
  // The child may end between question and answer; then nobody reads, and its exit code says why.
  answers.on('error', () => undefined);
  const lines = createInterface({ input: questions });
  lines.on('line', (line) => void answer(line));
  child.once('exit', () => answers.destroy());

  async function answer(line: string): Promise<void> {
    const question = parseAskpassLine(line);
    if (question.kind === 'none') {
      record.touchAsked = true;
      holder.onTouchNeeded?.(question.words);
      return;
    }
    try {
      const secret =
        question.kind === 'secret' ? await holder.ask(toSignQuestion(question.words)) : undefined;
      // A newline would end the answer early and leave the rest for the next question.
      const isUsable = secret !== undefined && !/[\r\n\0]/.test(secret) && Buffer.byteLength(secret) <= 1_023;
      record.secret = isUsable ? 'given' : 'declined';
      if (isUsable) (answers as Writable).write(`${secret}\n`);
      else decline();
    } catch (error) {
      record.failure = error;
      record.secret = 'declined';
      decline();
    }
  }
}

function toSignQuestion(words: string): SignQuestion {
  return { kind: /\bPIN\b/.test(words) ? 'pin' : 'passphrase', words };
}
