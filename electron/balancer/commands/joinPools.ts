import { Fault } from '../../../shared/protocol/fault.ts';
import type { DrainOutcome, PoolControl, PoolMemberRef, SentLine, ServiceOutcome } from '../poolMember.ts';
import type { PreflightReport } from '../preflight.ts';
import { describeStates, type CommandPool } from './commandPool.ts';
import { commandPreflight } from './commandPreflight.ts';

/**
 * One control over both makes of balancers: out means out on all, in means in on all (trap 18). Whatever is done,
 * those that are served by commands are asked first, so that one that cannot be asked stops it before anything is sent.
 */
export function joinPools(haproxies: PoolControl, commands: CommandPool): PoolControl {
  const split = (member: PoolMemberRef) => {
    const byCommands = commands.among(member.balancers);
    const others = member.balancers.filter((name) => !byCommands.includes(name));
    return {
      haproxy: others.length > 0 || byCommands.length === 0 ? { ...member, balancers: others } : undefined,
      command: byCommands.length > 0 ? { ...member, balancers: byCommands } : undefined,
    };
  };

  return {
    literal: (action, member) => {
      const { haproxy, command } = split(member);
      return [
        ...(haproxy ? haproxies.literal(action, haproxy) : []),
        ...(command && action === 'drain' ? commands.literal('out', command) : []),
        ...(command && action === 'ready' ? commands.literal('in', command) : []),
      ];
    },
    literalState: (member) => {
      const { command } = split(member);
      return command ? commands.literal('state', command) : [];
    },
    perform: async (action, member, o = {}) => {
      const { haproxy, command } = split(member);
      if (!command) return haproxies.perform(action, member, o);
      const onHaproxy = async () => (haproxy ? await haproxies.perform(action, haproxy, o) : []);
      switch (action) {
        case 'drain':
          await commands.states(command, o);
          return [...(await onHaproxy()), ...(await commands.takeOut(command, o))];
        case 'maintain':
          return bothTried(onHaproxy(), commands.keepOut(command, o));
        case 'admit':
          verifyOut(member, await commands.states(command, o));
          return onHaproxy();
        case 'ready':
          verifyOut(member, await commands.states(command, o));
          return [...(await onHaproxy()), ...(await commands.putIn(command, o))];
      }
    },
    awaitDrained: async (member, o) => {
      const { haproxy, command } = split(member);
      const [drained, late] = await Promise.all([
        haproxy ? haproxies.awaitDrained(haproxy, o) : { kind: 'drained' as const },
        command ? commands.awaitState('out', command, o) : undefined,
      ]);
      return late === undefined ? drained : toLate(drained, late);
    },
    shutdownSessions: async (member, o) => {
      const { haproxy } = split(member);
      return haproxy ? haproxies.shutdownSessions(haproxy, o) : [];
    },
    awaitPoolHealthy: async (member, o) => {
      const { haproxy } = split(member);
      return haproxy ? haproxies.awaitPoolHealthy(haproxy, o) : { kind: 'healthy', blind: true };
    },
    awaitInService: async (member, o) => {
      const { haproxy, command } = split(member);
      const [served, late] = await Promise.all([
        haproxy ? haproxies.awaitInService(haproxy, o) : { kind: 'inService' as const },
        command ? commands.awaitState('in', command, o) : undefined,
      ]);
      return late === undefined ? served : toNotIn(served, describeStates(late));
    },
    observe: async (member, o = {}) => {
      const { haproxy, command } = split(member);
      const [served, states] = await Promise.all([
        haproxy ? haproxies.observe(haproxy, o) : [],
        command ? commands.states(command, o) : [],
      ]);
      return [
        ...served,
        ...states.map(({ balancer, state }) => ({
          balancer,
          inService: state === 'in',
          saw: state,
          hasWholeWeight: true,
        })),
      ];
    },
    capacity: async (backend, balancers, o = {}) => {
      const byCommands = commands.among(balancers);
      const others = balancers.filter((name) => !byCommands.includes(name));
      const [seen, told] = await Promise.all([
        haproxies.capacity(backend, others, o),
        commands.capacity(backend, byCommands, o),
      ]);
      return [...seen, ...told];
    },
    literalShare: (member, percent) => {
      const { haproxy, command } = split(member);
      return haproxy && !command ? haproxies.literalShare(haproxy, percent) : [];
    },
    expectShare: async (members, percent, o) => {
      for (const member of members) verifyNoCommands(split(member).command);
      return haproxies.expectShare(members, percent, o);
    },
    share: async (member, percent, o) => {
      verifyNoCommands(split(member).command);
      return haproxies.share(member, percent, o);
    },
    preflight: async (members, o = {}) => {
      const halves = members.map(split);
      const reports = await haproxies.preflight(
        halves.flatMap(({ haproxy }) => haproxy ?? []),
        o,
      );
      const told = await Promise.all(
        halves.map(async ({ command }) => (command ? commandPreflight(commands, command, o) : [])),
      );
      return members.map((member, at): PreflightReport => {
        const { haproxy } = halves[at] ?? {};
        const report = reports.find((it) => it.member === haproxy);
        const findings = [...(report?.findings ?? []), ...(told[at] ?? [])];
        return {
          member,
          passed: (report?.passed ?? true) && findings.every(({ severity }) => severity !== 'blocking'),
          blind: report?.blind ?? true,
          sticky: report?.sticky ?? false,
          findings,
          pairs: report?.pairs ?? [],
        };
      });
    },
    adopt: (members, o) =>
      haproxies.adopt(
        members.flatMap((member) => split(member).haproxy ?? []),
        o,
      ),
    watch: (o) => haproxies.watch(o),
  };
}

/** A host that failed is kept out wherever that can be done; what could not be done is thrown after. */
async function bothTried(...attempts: readonly Promise<readonly SentLine[]>[]): Promise<readonly SentLine[]> {
  const ended = await Promise.allSettled(attempts);
  for (const it of ended) if (it.status === 'rejected') throw it.reason;
  return ended.flatMap((it) => (it.status === 'fulfilled' ? it.value : []));
}

/** Nobody but us puts a host back whose service is being worked on. */
function verifyOut(member: PoolMemberRef, seen: Awaited<ReturnType<CommandPool['states']>>): void {
  const others = seen.filter(({ state }) => state === 'in');
  if (others.length === 0) return;
  throw new Fault(
    'BALANCER_REFUSED',
    `${member.backend}/${member.server} was taken out and says ${describeStates(others)}`,
    { wayOut: 'Something else works on this balancer at the same time: find out what before going on.' },
  );
}

function toLate(drained: DrainOutcome, late: Parameters<typeof describeStates>[0]): DrainOutcome {
  const notOut = late
    .filter(({ state }) => state !== 'out')
    .map(({ balancer, state }) => `${balancer} says ${state}`);
  if (drained.kind === 'deadline') return { ...drained, notOut };
  return { kind: 'deadline', remaining: [], sticky: false, notOut };
}

function toNotIn(served: ServiceOutcome, states: string): ServiceOutcome {
  return { kind: 'deadline', saw: served.kind === 'deadline' ? `${served.saw}; ${states}` : states };
}

function verifyNoCommands(member: PoolMemberRef | undefined): void {
  if (!member) return;
  throw new Fault(
    'INVALID_INPUT',
    `a canary's weight cannot be set on ${member.balancers.join(', ')}: a balancer that is served by commands knows in and out only`,
    { wayOut: 'Leave the weight out of the canary, or have HAProxy alone before this pool.' },
  );
}
