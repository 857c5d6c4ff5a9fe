import type { Prompt } from '../../shared/contract/promptArea.ts';
import { Fault } from '../../shared/protocol/fault.ts';

export type PromptEvent =
  | { readonly kind: 'asked'; readonly prompt: Prompt }
  | { readonly kind: 'settled'; readonly promptId: string };

/** Questions that only a person can answer. Answers pass through and are kept nowhere. */
export interface Prompts {
  open(): Prompt[];
  /** Resolves with the answer, or with `undefined` when it was declined or nobody can answer. */
  ask(question: Omit<Prompt, 'promptId'>): Promise<string | undefined>;
  /** Says that something waits for a person who has nothing to type; returns how to take it back. */
  tell(notice: Omit<Prompt, 'promptId'>): () => void;
  answer(promptId: string, answer: string | undefined): void;
  onEvent(listener: (event: PromptEvent) => void): () => void;
  dispose(): void;
}

export function createPrompts(options: {
  createId(): string;
  /** Is anybody following the questions? */ hasAudience(): boolean;
}): Prompts {
  const waiting = new Map<string, { readonly prompt: Prompt; settle(answer: string | undefined): void }>();
  const listeners = new Set<(event: PromptEvent) => void>();

  const publish = (event: PromptEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const settle = (promptId: string, answer: string | undefined): boolean => {
    const question = waiting.get(promptId);
    if (!question) return false;
    waiting.delete(promptId);
    question.settle(answer);
    publish({ kind: 'settled', promptId });
    return true;
  };

  return {
    open: () => [...waiting.values()].map((question) => question.prompt),
    ask: (question) => {
      // With nobody there to answer, waiting would hang the rollout: it is declined at once.
      if (!options.hasAudience()) return Promise.resolve(undefined);
      const prompt: Prompt = { promptId: options.createId(), ...question };
      return new Promise((resolve) => {
        waiting.set(prompt.promptId, { prompt, settle: resolve });
        publish({ kind: 'asked', prompt });
      });
    },
    tell: (notice) => {
      const prompt: Prompt = { promptId: options.createId(), ...notice };
      waiting.set(prompt.promptId, { prompt, settle: () => undefined });
      publish({ kind: 'asked', prompt });
      return () => void settle(prompt.promptId, undefined);
    },
    answer: (promptId, answer) => {
      if (settle(promptId, answer)) return;
      throw new Fault('NOT_FOUND', 'That question is not open any more.');
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose: () => {
      for (const promptId of waiting.keys()) settle(promptId, undefined);
      listeners.clear();
    },
  };
}
