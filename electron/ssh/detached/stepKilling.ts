import type { DetachedSteps } from './detachedSteps.ts';
import { keepTrying, type TryingParts } from './keepTrying.ts';
import type { KillReason } from './parseLook.ts';

/** Ends a step's process group: TERM, a grace, KILL. */
export interface StepKilling {
  /** Why it was signalled; `undefined` while it was not, or had ended before. */
  sent(): KillReason | undefined;
  /** The next signal when its time has come. Says `givenUp` when even KILL did not help. */
  goOn(reason: KillReason): Promise<'waiting' | 'givenUp'>;
}

const graceMs = 2_000;

export function createStepKilling(
  parts: TryingParts & { readonly steps: DetachedSteps },
  name: string,
  signal: AbortSignal | undefined,
): StepKilling {
  const { clock, steps } = parts;
  let sent: KillReason | undefined;
  let last: { readonly kind: 'TERM' | 'KILL'; readonly atMs: number } | undefined;

  async function send(kind: 'TERM' | 'KILL', reason: KillReason): Promise<void> {
    last = { kind, atMs: clock.monotonicMs() };
    const wasThere = await keepTrying(parts, () => steps.kill(name, kind, reason), signal);
    if (wasThere) sent ??= reason;
  }

  return {
    sent: () => sent,
    goOn: async (reason) => {
      if (last === undefined) await send('TERM', reason);
      else if (clock.monotonicMs() - last.atMs < graceMs) return 'waiting';
      else if (last.kind === 'TERM') await send('KILL', reason);
      else return 'givenUp';
      return 'waiting';
    },
  };
}
