import { Fault } from '../../shared/protocol/fault.ts';
import type { CommandEnd, EarlierStep, HostPort } from '../rollout/ports.ts';
import { decideEnd, type DetachedEnd } from '../ssh/detached/decideEnd.ts';
import { createDetachedSteps } from '../ssh/detached/detachedSteps.ts';
import { keepTrying, type TryingParts } from '../ssh/detached/keepTrying.ts';
import { followDetached, runDetached } from '../ssh/detached/runDetached.ts';
import { parseStepName, toStepName } from '../ssh/detached/stepName.ts';
import { folderIn } from '../ssh/hostFolder.ts';
import { createHostLocks } from '../ssh/hostLock/hostLocks.ts';
import type { RemoteHost } from '../ssh/remoteHost.ts';
import type { RolloutLocks } from './rolloutLocks.ts';

/** For a step of an earlier rollout that does not tell its own. */
const usualTimeoutMs = 300_000;

/** One host for one rollout: what changes it carries the lock's number, and a lost connection is made again. */
export function createRolloutHost(parts: {
  readonly rolloutId: string;
  readonly remote: RemoteHost;
  /** The service's folder on the host. */
  readonly directory: string;
  readonly locks: Pick<RolloutLocks, 'fenceOf' | 'stepsFoundOn'>;
  readonly trying: TryingParts;
}): HostPort {
  const { rolloutId, remote, locks, trying } = parts;
  const detached = { ...trying, steps: createDetachedSteps(remote, folderIn(parts.directory)) };
  const hostLocks = createHostLocks(remote);
  let earlier: Promise<readonly EarlierStep[]> | undefined;

  /** Says what the host says, but for a refusal: that is about the lock, and the lock knows who has it. */
  async function toEnd(end: DetachedEnd): Promise<CommandEnd> {
    switch (end.kind) {
      case 'exited':
      case 'signalled':
      case 'timedOut':
      case 'cancelled':
      case 'vanished':
        return end;
      case 'absent':
        return { kind: 'vanished', why: 'gone' };
      case 'lockLost':
        await hostLocks.beat(locks.fenceOf(remote.name));
        throw new Fault('HOST_LOCKED', `${remote.name}: the lock was lost for a moment, nothing was changed`);
    }
  }

  async function awaitEarlier(signal: AbortSignal | undefined): Promise<readonly EarlierStep[]> {
    const found = locks.stepsFoundOn(remote.name).flatMap((step) => {
      const owner = parseStepName(step.name);
      return owner && owner.rolloutId !== rolloutId ? [{ step, owner }] : [];
    });
    return Promise.all(
      found.map(async ({ step, owner }): Promise<EarlierStep> => {
        const ended = decideEnd(step, undefined);
        const end =
          ended ??
          (
            await followDetached(detached, step.name, {
              timeoutMs: step.timeoutMs || usualTimeoutMs,
              ...(signal ? { signal } : {}),
            })
          ).end;
        const wasRunning = ended === undefined;
        return { rolloutId: owner.rolloutId, step: owner.step, wasRunning, end: toEarlierEnd(end) };
      }),
    );
  }

  return {
    ask: async (script, options) => {
      locks.fenceOf(remote.name);
      return keepTrying(trying, () => remote.ask(script, options), options.signal);
    },
    change: async (script, options) => {
      const fence = locks.fenceOf(remote.name);
      return keepTrying(trying, () => hostLocks.ask(script, fence, options), options.signal);
    },
    runStep: async (step, script, { timeoutMs, ...options }) => {
      const name = toStepName({ rolloutId, host: remote.name, step });
      const request = { name, script, timeoutMs, fence: locks.fenceOf(remote.name) };
      const { end, output } = await runDetached(detached, request, options);
      return { end: await toEnd(end), output };
    },
    earlierSteps: ({ signal }) => {
      const asked = (earlier ??= awaitEarlier(signal));
      asked.catch(() => {
        if (earlier === asked) earlier = undefined; // whoever asks again gets another look
      });
      return asked;
    },
    upload: async (localPath, remotePath, options) => {
      locks.fenceOf(remote.name);
      return keepTrying(trying, () => remote.upload(localPath, remotePath, options), options.signal);
    },
  };
}

/** What never began has ended as well. */
function toEarlierEnd(end: DetachedEnd): CommandEnd {
  return end.kind === 'absent' || end.kind === 'lockLost' ? { kind: 'vanished', why: 'gone' } : end;
}
