import { Fault } from '../../../shared/protocol/fault.ts';
import type { CapacitySighting } from '../capacity.ts';
import type { LiteralLine, PoolMemberRef, SentLine } from '../poolMember.ts';
import { onAll } from '../poolReach.ts';
import { waitUntil, type WaitParts } from '../waitUntil.ts';
import {
  commandLine,
  type CommandBalancer,
  type CommandMember,
  type CommandName,
} from './commandBalancer.ts';
import { askState, runChange, type CommandState } from './commandState.ts';

interface Cancellable {
  readonly signal?: AbortSignal;
}

export interface MemberState {
  readonly balancer: string;
  readonly state: CommandState;
}

/** The pools of balancers that are served by commands; members name such balancers only. */
export interface CommandPool {
  /** Which of these balancers are served by commands. */
  among(balancers: readonly string[]): readonly string[];
  literal(command: CommandName, member: PoolMemberRef): readonly LiteralLine[];
  /** Asks all of its balancers. Fails when one does not tell. */
  states(member: PoolMemberRef, o: Cancellable): Promise<readonly MemberState[]>;
  takeOut(member: PoolMemberRef, o: Cancellable): Promise<readonly SentLine[]>;
  /** Where one does not say `out`, it is taken out again; fails when it is in service all the same. */
  keepOut(member: PoolMemberRef, o: Cancellable): Promise<readonly SentLine[]>;
  putIn(member: PoolMemberRef, o: Cancellable): Promise<readonly SentLine[]>;
  /** Asks until all say that state; at the deadline, what they said last. */
  awaitState(
    state: 'in' | 'out',
    member: PoolMemberRef,
    o: Cancellable & { readonly deadlineMs: number },
  ): Promise<readonly MemberState[] | undefined>;
  /** Asks about every server of the pool. Fails when one does not tell: what cannot be judged is not touched. */
  capacity(
    backend: string,
    balancers: readonly string[],
    o: Cancellable,
  ): Promise<readonly CapacitySighting[]>;
}

/** How long a balancer that was told `out` may go on saying `in`. */
const settleMs = 15_000;

/**
 * Takes servers out of pools and puts them back by commands. Unlike HAProxy's, such a balancer has no process to
 * remember; what this control took out does not count as in service, whatever the balancer still says.
 */
export function createCommandPool(
  balancers: ReadonlyMap<string, CommandBalancer>,
  parts: WaitParts,
): CommandPool {
  const takenOut = new Set<string>();

  const states = (member: PoolMemberRef, o: Cancellable): Promise<readonly MemberState[]> =>
    onAll(member.balancers, async (name) => {
      const balancer = requireBalancer(balancers, name);
      return { balancer: name, state: await askState(balancer, requireMember(balancer, member), o) };
    });

  const change = (
    command: 'out' | 'in',
    member: PoolMemberRef,
    o: Cancellable,
  ): Promise<readonly SentLine[]> =>
    onAll(member.balancers, async (name) => {
      const balancer = requireBalancer(balancers, name);
      // Counted as out before it is told: whether the command was carried out may not be known.
      if (command === 'out') takenOut.add(keyOf(name, member));
      const sent = await runChange(balancer, command, requireMember(balancer, member), o);
      if (command === 'in') takenOut.delete(keyOf(name, member));
      return sent;
    });

  const awaitState: CommandPool['awaitState'] = async (state, member, o) => {
    let seen: readonly MemberState[] = [];
    const reached = await waitUntil(parts, o, async () => {
      seen = await states(member, o);
      return seen.every((it) => it.state === state) ? true : undefined;
    });
    return reached === true ? undefined : seen;
  };

  return {
    among: (names) => names.filter((name) => balancers.has(name)),
    literal: (command, member) =>
      member.balancers.map((name) => {
        const balancer = requireBalancer(balancers, name);
        return { balancer: name, line: commandLine(balancer, command, requireMember(balancer, member)) };
      }),
    states,
    takeOut: (member, o) => change('out', member, o),
    keepOut: async (member, o) => {
      const isOut = async (name: string): Promise<boolean> => {
        try {
          const [seen] = await states({ ...member, balancers: [name] }, o);
          return seen?.state === 'out';
        } catch {
          return false; // told once more, then asked once more
        }
      };
      const seen = await Promise.all(
        member.balancers.map(async (name) => ({ name, isOut: await isOut(name) })),
      );
      const others = { ...member, balancers: seen.filter((it) => !it.isOut).map(({ name }) => name) };
      if (others.balancers.length === 0) return [];
      const sent = await change('out', others, o);
      await verifyLeft(others, o);
      return sent;
    },
    putIn: (member, o) => change('in', member, o),
    awaitState,
    capacity: (backend, names, o) =>
      onAll(names, async (name) => {
        const balancer = requireBalancer(balancers, name);
        const members = balancer.members.filter((it) => it.backend === backend);
        const seen = await onAll(
          members.map(({ server }) => server),
          async (server) => {
            const member = requireMember(balancer, { backend, server });
            const state = await askState(balancer, member, o);
            const isOurs = takenOut.has(keyOf(name, member));
            return {
              server,
              isUp: state === 'in' && !isOurs,
              text: `${server}: ${isOurs ? 'taken out, says ' : ''}${state}`,
            };
          },
        );
        return {
          balancer: name,
          backend,
          servers: seen.length,
          up: seen.filter(({ isUp }) => isUp).length,
          outOrDown: seen.filter(({ isUp }) => !isUp).map(({ text }) => text),
          queued: 0,
        };
      }),
  };

  async function verifyLeft(member: PoolMemberRef, o: Cancellable): Promise<void> {
    let seen: readonly MemberState[] = [];
    const left = await waitUntil(parts, { ...o, deadlineMs: settleMs }, async () => {
      seen = await states(member, o);
      return seen.every(({ state }) => state !== 'in') ? true : undefined;
    });
    if (left === true) return;
    throw new Fault('BALANCER_REFUSED', `${member.server} was told "out" and says ${describeStates(seen)}`, {
      wayOut: 'Something else works on this balancer at the same time, or its commands do not fit together.',
    });
  }
}

export function describeStates(states: readonly MemberState[]): string {
  return states.map(({ balancer, state }) => `${balancer}: ${state}`).join('; ');
}

function keyOf(
  balancer: string,
  { backend, server }: { readonly backend: string; readonly server: string },
): string {
  return `${balancer} ${backend}/${server}`;
}

function requireBalancer(balancers: ReadonlyMap<string, CommandBalancer>, name: string): CommandBalancer {
  const found = balancers.get(name);
  if (found) return found;
  throw new Fault('BALANCER_UNKNOWN_TARGET', `no balancer ${name} is served by commands`);
}

function requireMember(
  balancer: CommandBalancer,
  { backend, server }: { readonly backend: string; readonly server: string },
): CommandMember {
  const found = balancer.members.find((it) => it.backend === backend && it.server === server);
  if (found) return found;
  throw new Fault(
    'BALANCER_UNKNOWN_TARGET',
    `the workspace has no server ${server} in ${backend} behind balancer ${balancer.name}`,
  );
}
