import type { PoolAction, PoolMember, PoolPort } from '../../electron/rollout/ports.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import type { WorldOptions } from './worldStory.ts';

export interface FakePools {
  /** Servers that are out of the pool now. */
  readonly out: ReadonlySet<string>;
  /** Servers at part of their weight now. */
  readonly light: ReadonlySet<string>;
  mostOut(): number;
  /** The pool as one process sees it; `healthy` are the servers that were called so since they were admitted in its run. */
  of(healthy: Set<string>, life: FakeLife): PoolPort;
}

interface FakeLife {
  /** Does nothing, and never answers, where the process is gone. */
  readonly once: <T>(effect: () => T) => Promise<T>;
  readonly requireLock: () => void;
}

/** One balancer in memory with one pool: what is out, what is light, and whether anybody got traffic unchecked. */
export function createFakePools(of: {
  readonly names: readonly string[];
  readonly options: WorldOptions;
  readonly act: (effect: string) => void;
  readonly onWrong: (wrong: string) => void;
}): FakePools {
  const { names, options, act, onWrong } = of;
  const out = new Set<string>(options.downBefore);
  const maintained = new Set<string>();
  const light = new Set<string>(options.lightBefore);
  let mostOut = out.size;

  const takeEffect = (healthy: Set<string>, action: PoolAction, member: PoolMember): void => {
    const refusal = options.onPool?.(action, member.server);
    if (refusal) throw refusal;
    act(`lb-1 ${action} ${member.server}`);
    if (action === 'maintain') maintained.add(member.server);
    if (action === 'ready') {
      if (!healthy.has(member.server)) onWrong(`${member.server} got traffic unchecked`);
      out.delete(member.server);
    } else {
      healthy.delete(member.server);
      out.add(member.server);
    }
    mostOut = Math.max(mostOut, out.size);
  };

  return {
    out,
    light,
    mostOut: () => mostOut,
    of: (healthy, { once, requireLock }) => ({
      literal: () => [],
      literalState: () => [],
      literalShare: () => [],
      share: ({ server }, percent, { signal }) =>
        once(() => {
          if (signal?.aborted) throw new Fault('CANCELLED', 'cancelled');
          requireLock();
          const refusal = options.onPool?.(percent === 100 ? 'raise' : 'lighten', server);
          if (refusal) throw refusal;
          act(`lb-1 weight ${server} ${percent}`);
          if (percent === 100) light.delete(server);
          else light.add(server);
          const share = percent / 1000;
          return [{ balancer: 'lb-1', line: '', reply: '', weight: percent, initialWeight: 100, share }];
        }),
      perform: (action, member, { signal }) =>
        once(() => {
          if (signal?.aborted) throw new Fault('CANCELLED', 'cancelled');
          requireLock();
          takeEffect(healthy, action, member);
          return [];
        }),
      awaitDrained: async ({ server }) => {
        if (!options.boundUntilMaintained) return { kind: 'drained' };
        act(`lb-1 awaitDrained ${server}`);
        const isStuck = options.boundUntilMaintained.includes(server) && !maintained.has(server);
        return isStuck ? { kind: 'deadline', remaining: [], sticky: true } : { kind: 'drained' };
      },
      shutdownSessions: async () => undefined,
      awaitPoolHealthy: async (member) => {
        healthy.add(member.server);
        return { kind: 'healthy', blind: false };
      },
      awaitInService: async () => ({ kind: 'inService' }),
      observe: async (member) => ({
        inService: !out.has(member.server),
        saw: 'seen',
        hasWholeWeight: !light.has(member.server),
      }),
      capacity: async (member, { signal }) => {
        if (signal?.aborted) throw new Fault('CANCELLED', 'cancelled');
        const up = names.length - out.size;
        const memberIsUp = !out.has(member.server);
        const { shareWithout } = options;
        return [
          {
            balancer: 'lb-1',
            up,
            servers: names.length,
            queued: 0,
            memberIsUp,
            ...(shareWithout === undefined ? {} : { shareWithout }),
          },
        ];
      },
    }),
  };
}
