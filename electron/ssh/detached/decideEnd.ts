import { constants } from 'node:os';
import type { CommandEnd } from '../remoteHost.ts';
import type { KillReason, StepLook } from './parseLook.ts';

export type DetachedEnd =
  | CommandEnd
  /** No exit code and no process: what it did is not known. */
  | { readonly kind: 'vanished'; readonly why: 'rebooted' | 'gone' }
  /** The host let nothing begin: the lock has another owner, or none. */
  | { readonly kind: 'lockLost' }
  /** There is no such step. */
  | { readonly kind: 'absent' };

/** How a step ended; `undefined` while it runs. `sent` is why we signalled it just now, if we did. */
export function decideEnd(
  look: Pick<StepLook, 'state' | 'killed'>,
  sent: KillReason | undefined,
): DetachedEnd | undefined {
  const { state } = look;
  const killed = sent ?? look.killed;
  switch (state.kind) {
    case 'starting':
    case 'running':
      return undefined;
    case 'exited':
      return killed ? { kind: killed } : toExit(state.exitCode);
    case 'vanished':
      return killed ? { kind: killed } : state;
    case 'absent':
    case 'lockLost':
      return state;
  }
}

/** A shell tells a signal as 128 and its number (POSIX.1-2017, Shell Command Language, 2.8.2). */
function toExit(exitCode: number): CommandEnd {
  const signal = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128)?.[0];
  return signal === undefined ? { kind: 'exited', exitCode } : { kind: 'signalled', signal };
}
