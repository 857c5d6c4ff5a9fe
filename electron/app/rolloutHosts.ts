import type { ProgressTick } from '../../shared/contract/rolloutArea.ts';
import { hostName } from '../../shared/model/names.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import type { HostPort } from '../rollout/ports.ts';
import type { PreparedPlan } from './planService.ts';
import type { AppPorts } from './ports.ts';
import type { Reach } from './reach.ts';
import { createRolloutHost } from './rolloutHost.ts';
import type { RolloutLocks } from './rolloutLocks.ts';

/** How long a host may be out of sight before its step counts as lost. */
const reconnectMs = 120_000;

/** The hosts of one rollout, each made when it is first asked for. */
export function createRolloutHosts(parts: {
  readonly rolloutId: string;
  readonly prepared: PreparedPlan;
  readonly locks: RolloutLocks;
  readonly reach: Reach;
  readonly ports: AppPorts;
  tick(tick: ProgressTick): void;
}): (name: string) => HostPort {
  const { rolloutId, prepared, locks, reach, ports } = parts;
  const hosts = new Map<string, HostPort>();

  function create(name: string): HostPort {
    const placement = prepared.target.placements.find((candidate) => candidate.host === name);
    if (!placement) throw new Fault('INTERNAL', `${name} is no host of this rollout`);
    const host = hostName.parse(name);
    return createRolloutHost({
      rolloutId,
      remote: reach.host(name),
      directory: placement.directory,
      locks,
      trying: {
        clock: ports,
        random: Math.random,
        reconnectMs,
        onLost: ({ message }) => parts.tick({ kind: 'note', rolloutId, host, text: message }),
      },
    });
  }

  return (name) => {
    const host = hosts.get(name) ?? create(name);
    hosts.set(name, host);
    return host;
  };
}
