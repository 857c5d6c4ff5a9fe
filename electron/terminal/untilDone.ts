import type { Context } from './context.ts';

/**
 * Follows something until it says that it is done, or the person leaves (Ctrl-C), or whoever reads is gone.
 * `begin` gets the way to end it, and gives back the way to stop following.
 */
export async function untilDone<T>(
  { terminal }: Pick<Context, 'terminal'>,
  begin: (end: { readonly done: (result: T) => void; readonly fail: (error: unknown) => void }) => {
    close(): void;
  },
): Promise<{ readonly kind: 'done'; readonly result: T } | { readonly kind: 'left' }> {
  type Ending = { readonly kind: 'done'; readonly result: T } | { readonly kind: 'left' };
  const ended = Promise.withResolvers<Ending>();
  const leave = (): void => ended.resolve({ kind: 'left' });
  const stopListening = [terminal.onInterrupt(leave), terminal.out.onClosed(leave)];
  const following = begin({
    done: (result) => ended.resolve({ kind: 'done', result }),
    fail: ended.reject,
  });
  try {
    return await ended.promise;
  } finally {
    for (const stop of stopListening) stop();
    following.close();
  }
}
