import { Fault } from '../../../shared/protocol/fault.ts';
import { formatDuration } from '../../../shared/view/formatDuration.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { HostFolder } from '../hostFolder.ts';
import type { LockOwner } from './lockOwner.ts';
import type { LockState } from './lockState.ts';

/** An owner who was heard of within this time is at work. */
export const staleAfterMs = 60_000;

/** HOST_LOCKED: somebody else has it. Says who, for what, and since when they were heard of. */
export function toLockedFault(host: string, folder: HostFolder, state: LockState): Fault {
  switch (state.kind) {
    case 'byHand':
      return new Fault('HOST_LOCKED', `${host} is locked by hand: ${state.message || 'without a message'}`, {
        wayOut: `Whoever made ${folder.text}/lock on ${host} removes it, when its reason is gone.`,
      });
    case 'free':
      return new Fault(
        'HOST_LOCKED',
        `${host} cannot be locked: ${folder.text}/lock could not be put in place`,
        {
          wayOut: 'Try again; if it goes on, see that "mv -T" works there.',
          retryable: true,
        },
      );
    case 'held': {
      const heard = `last heard of ${formatDuration(state.heartbeatAgeMs)} ago`;
      const isStale = state.heartbeatAgeMs > staleAfterMs;
      return new Fault('HOST_LOCKED', `${host} is locked by ${describeOwner(state.owner)}; ${heard}`, {
        wayOut: isStale
          ? 'Ask them. If nobody is at work there any more, take the lock over with a reason: nothing of theirs is let through afterwards.'
          : 'Wait until they are done, or ask them to stop.',
        retryable: !isStale,
      });
    }
  }
}

/** HOST_LOCKED for an owner who finds that the lock is not his any more: nothing of his is let through. */
export function toLockLostFault(host: string, state: LockState): Fault {
  return new Fault('HOST_LOCKED', `${host}: the lock was lost, nothing was changed: ${describeLoss(state)}`, {
    wayOut: 'Talk to them before anything else: they decide what becomes of these hosts now.',
  });
}

function describeLoss(state: LockState): string {
  switch (state.kind) {
    case 'free':
      return 'somebody removed it';
    case 'byHand':
      return `locked by hand: ${state.message}`;
    case 'held': {
      const { owner } = state;
      if (owner?.reason === undefined) return `now it is held by ${describeOwner(owner)}`;
      return `taken over by ${describeOwner(owner)}: ${visibleText(owner.reason)}`;
    }
  }
}

export function describeOwner(owner: LockOwner | undefined): string {
  if (!owner) return 'somebody whose name cannot be read';
  const { person, machine, pid, purpose, since } = owner;
  return visibleText(`${person} on ${machine} (process ${pid}) since ${since} for ${purpose}`);
}
