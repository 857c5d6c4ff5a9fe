import { createInterface } from 'node:readline/promises';
import type { Context } from './context.ts';

/** One line that a person types; `undefined` when nobody can be asked, nothing was typed, or they left with Ctrl-C. */
export async function askLine(
  { terminal }: Pick<Context, 'terminal'>,
  question: string,
): Promise<string | undefined> {
  if (!terminal.canAsk) return undefined;
  const abort = new AbortController();
  const stopListening = terminal.onInterrupt(() => abort.abort());
  const lines = createInterface({ input: terminal.input, output: terminal.err.stream });
  lines.on('SIGINT', () => abort.abort());
  try {
    const typed = (await lines.question(question, { signal: abort.signal })).trim();
    return typed === '' ? undefined : typed;
  } catch (error) {
    if (abort.signal.aborted) return undefined;
    throw error;
  } finally {
    stopListening();
    lines.close();
  }
}
