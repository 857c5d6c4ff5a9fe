import { Fault } from '../../../shared/protocol/fault.ts';

/** Why a step was ended from outside. */
export type KillReason = 'timedOut' | 'cancelled';

export type StepState =
  /** There is no such step: it was never started, or it was cleaned up. */
  | { readonly kind: 'absent' }
  /** Its folder is there, and nobody has said yet to be the one who runs it. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'exited'; readonly exitCode: number }
  /** Gone without an exit code: the host was rebooted, or something killed all of it. */
  | { readonly kind: 'vanished'; readonly why: 'rebooted' | 'gone' }
  /** The host let nothing begin, because the lock had moved on. */
  | { readonly kind: 'lockLost' };

export interface StepLook {
  readonly state: StepState;
  /** Set when we were the ones who ended it. */
  readonly killed: KillReason | undefined;
  /** Everything that had been written until the end can be read. */
  readonly isDrained: boolean;
  /** There was more output than is kept: the last of it can be read as well. */
  readonly hasTail: boolean;
  /** Since it began, by the host's clock, in whole seconds; 0 for a step that does not run. */
  readonly elapsedMs: number;
  /** The time limit it was given; 0 when that is not known. */
  readonly timeoutMs: number;
}

/** A look's first line: `look STATE CODE KILLED EOF TAIL ELAPSED LIMIT`. Throws STEP_FAILED for anything else. */
export function parseLook(line: string): StepLook {
  const [, state = '', code = '', killed = '', eof, tail, elapsed = '', limit = ''] =
    /^look (\w+) (\S+) (\S+) ([01]) ([01]) (\d+) (\d+)$/.exec(line) ?? [];
  const parsed = parseState(state, code);
  if (!parsed) {
    throw new Fault('STEP_FAILED', `the host answered ${JSON.stringify(line.slice(0, 200))} about a step`, {
      wayOut: 'Look at the folder of the step on the host.',
    });
  }
  return {
    state: parsed,
    killed: killed === 'timedOut' || killed === 'cancelled' ? killed : undefined,
    isDrained: eof === '1',
    hasTail: tail === '1',
    elapsedMs: Number(elapsed) * 1_000,
    timeoutMs: Number(limit),
  };
}

function parseState(state: string, code: string): StepState | undefined {
  switch (state) {
    case 'absent':
      return { kind: 'absent' };
    case 'starting':
      return { kind: 'starting' };
    case 'running':
      return { kind: 'running' };
    case 'vanished':
      return { kind: 'vanished', why: code === 'rebooted' ? 'rebooted' : 'gone' };
    case 'ended':
      if (code === 'lockLost') return { kind: 'lockLost' };
      if (code === 'givenUp') return { kind: 'vanished', why: 'gone' };
      return /^\d{1,3}$/.test(code) ? { kind: 'exited', exitCode: Number(code) } : undefined;
  }
  return undefined;
}
