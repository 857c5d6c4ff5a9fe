import { Fault } from '../../shared/protocol/fault.ts';
import type { Answer, AskOptions } from './remoteHost.ts';
import type { PutOptions, WarmShell } from './warmShell.ts';
import { throwIfAborted, toCancelled, whenAborted } from './whenAborted.ts';

/** Puts questions to a host's warm shell one after the other, and opens a new shell when the last one broke. */
export interface AskQueue {
  ask(script: string, options: AskOptions): Promise<Answer>;
  /** Ends the shell, if one is open. */
  close(fault: Fault): Promise<void>;
}

interface Question extends PutOptions {
  readonly script: string;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
  /** What stopped it, while it waits or runs. */
  stopped: Fault | undefined;
  onStopped(fault: Fault): void;
}

export function createAskQueue(host: string, openShell: () => Promise<WarmShell>): AskQueue {
  const queue: Question[] = [];
  let shell: WarmShell | undefined;
  let isWorking = false;

  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    for (let question = queue.shift(); question; question = queue.shift()) {
      if (question.stopped === undefined) await put(question);
    }
    isWorking = false;
  }

  async function put(question: Question): Promise<void> {
    try {
      const open = shell && !shell.isBroken() ? shell : await openShell();
      shell = open;
      // It may have run out of time while the shell was opened.
      if (question.stopped) return;
      question.onStopped = (fault) => void open.kill(fault);
      question.resolve(await open.put(question.script, question));
    } catch (error) {
      question.reject(error);
    }
  }

  return {
    ask: (script, { timeoutMs, inPlace = false, encoding = 'utf8', signal }) =>
      new Promise<Answer>((resolve, reject) => {
        throwIfAborted(signal);
        const question: Question = {
          script,
          inPlace,
          encoding,
          resolve: (answer) => settle(() => resolve(answer)),
          reject: (error) => settle(() => reject(error)),
          stopped: undefined,
          onStopped: () => {},
        };
        const settle = (action: () => void) => {
          clearTimeout(timer);
          stopWatching();
          action();
        };
        const stop = (fault: Fault) => {
          question.stopped = fault;
          question.onStopped(fault);
          question.reject(fault);
        };
        const timer = setTimeout(() => {
          const message = `${host}: no answer within ${timeoutMs} ms`;
          stop(
            new Fault('TIMED_OUT', message, { wayOut: 'Look at the host: it may hang.', retryable: true }),
          );
        }, timeoutMs);
        const stopWatching = whenAborted(signal, () => stop(toCancelled()));
        queue.push(question);
        void work();
      }),
    async close(fault) {
      for (const question of queue.splice(0)) question.reject(fault);
      const open = shell;
      shell = undefined;
      await open?.kill(fault);
    },
  };
}
