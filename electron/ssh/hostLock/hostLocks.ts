import { randomBytes } from 'node:crypto';
import { Fault } from '../../../shared/protocol/fault.ts';
import { toFolderRefusal } from '../folderRefusal.ts';
import type { HostFolder } from '../hostFolder.ts';
import type { Answer, AskOptions, RemoteHost } from '../remoteHost.ts';
import type { Fence } from './fence.ts';
import { toLockedFault, toLockLostFault } from './lockedFault.ts';
import type { LockOwner } from './lockOwner.ts';
import { parseLockAnswer, type LockAnswer, type LockState } from './lockState.ts';
import { acquireText, beatText, fencedText, inspectText, releaseText, takeOverText } from './lockTexts.ts';

/** A lock that another owner holds, as it was seen: what a takeover is meant for, and nothing else. */
export type HeldLock = Extract<LockState, { kind: 'held' }>;

/**
 * The locks on one host. Every method may fail as `RemoteHost.ask` does, and with DISK_FULL or STEP_FAILED when the
 * folder cannot be used. Each is one exchange.
 */
export interface HostLocks {
  /**
   * `id` as `createLockId` makes it, for this owner and no other: asking again with the same one, after a lost answer,
   * finds the lock that was won. Fails with HOST_LOCKED, which says who has it.
   */
  acquire(folder: HostFolder, id: string, owner: LockOwner): Promise<Fence>;
  inspect(folder: HostFolder): Promise<LockState>;
  /** Renews heartbeats. Fails with HOST_LOCKED when one of the locks is not ours any more. */
  beat(...fences: readonly Fence[]): Promise<void>;
  /**
   * Gives it back; one that is not ours any more is left alone. With `clean` the steps beside it that do not run are
   * removed first.
   */
  release(fence: Fence, options?: { readonly clean?: boolean }): Promise<void>;
  /**
   * Takes it from the owner who was seen. From now on the host refuses whatever that owner sends; what he started
   * before runs on, and is found by `DetachedSteps.list`, to be asked for after this. Fails with HOST_LOCKED when
   * another owner has it by now. A lock made by hand cannot be taken over.
   */
  takeOver(
    folder: HostFolder,
    seen: HeldLock,
    id: string,
    owner: LockOwner & { readonly reason: string },
  ): Promise<Fence>;
  /**
   * `ask`, but the host runs the script only while the lock is ours; otherwise fails with HOST_LOCKED. Between the
   * host's look at the lock and the script's first command there is nothing but the same shell's next line: a
   * takeover in that moment does not see it. What must never slip through is a detached step.
   */
  ask(script: string, fence: Fence, options: AskOptions): Promise<Answer>;
}

const askTimeoutMs = 20_000;

export function createHostLocks(remote: Pick<RemoteHost, 'name' | 'ask'>): HostLocks {
  const { name } = remote;

  async function put(text: string, folder: HostFolder, inPlace = false): Promise<LockAnswer> {
    const { output } = await remote.ask(text, { timeoutMs: askTimeoutMs, inPlace });
    const answer = parseLockAnswer(output);
    if (answer?.kind === 'failed') throw toFolderRefusal(name, folder.text, 'folder', answer.said);
    return answer ?? failWith(toOddAnswer(name, output));
  }

  /** The lock, won just now or by a question whose answer was lost. */
  function requireWon(answer: LockAnswer, folder: HostFolder, id: string): Fence {
    if (answer.kind === 'acquired') return { folder, id, number: answer.number };
    if (answer.kind === 'held' && answer.fence.id === id) return { folder, ...answer.fence };
    throw toLockedFault(name, folder, requireState(answer));
  }

  function requireState(answer: LockAnswer): LockState {
    if (answer.kind === 'free' || answer.kind === 'held' || answer.kind === 'byHand') return answer;
    throw toOddAnswer(name, answer.kind);
  }

  return {
    acquire: async (folder, id, owner) =>
      requireWon(await put(acquireText(folder, id, owner), folder), folder, id),
    inspect: async (folder) => requireState(await put(inspectText(folder), folder)),
    beat: async (...fences) => {
      const text = fences.map(beatText).join('\n');
      const { output } = await remote.ask(text, { timeoutMs: askTimeoutMs, inPlace: true });
      if (output === 'lock mine\n'.repeat(fences.length)) return;
      for (const fence of fences) {
        const answer = await put(beatText(fence), fence.folder);
        if (answer.kind !== 'mine') throw toLockLostFault(name, requireState(answer));
      }
    },
    release: async (fence, options = {}) => void (await put(releaseText(fence, options), fence.folder)),
    takeOver: async (folder, seen, id, owner) =>
      requireWon(await put(takeOverText(folder, seen.fence, id, owner), folder), folder, id),
    ask: async (script, fence, options) => {
      const refusal = randomBytes(16).toString('hex');
      const answer = await remote.ask(fencedText(script, fence, refusal), options);
      if (!answer.output.startsWith(`${refusal}\n`)) return answer;
      const state = parseLockAnswer(answer.output.slice(refusal.length + 1));
      throw toLockLostFault(name, requireState(state ?? failWith(toOddAnswer(name, answer.output))));
    },
  };
}

export function createLockId(): string {
  return randomBytes(12).toString('hex');
}

function toOddAnswer(host: string, answer: string): Fault {
  return new Fault('STEP_FAILED', `${host} did not tell who holds its lock`, {
    wayOut: 'Try its /bin/sh by hand: it should be a POSIX shell.',
    details: [answer.slice(0, 500)],
  });
}

function failWith(fault: Fault): never {
  throw fault;
}
