import type { Balancer, Workspace } from '../../shared/model/workspace.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import type { CommandAnswer, CommandBalancer, CommandMember } from '../balancer/commands/commandBalancer.ts';
import { keepTrying, type TryingParts } from '../ssh/detached/keepTrying.ts';
import type { Fence } from '../ssh/hostLock/fence.ts';
import { createHostLocks } from '../ssh/hostLock/hostLocks.ts';
import { quoteShell } from '../ssh/quote.ts';
import type { CommandOutcome, RemoteHost } from '../ssh/remoteHost.ts';
import { createLimit } from './createLimit.ts';

/** A host lets some ten channels be open at once, and others need it too. */
const commandsAtOnce = 4;

type CommandsConnection = Extract<Balancer['connection'], { kind: 'commands' }>;

/**
 * The workspace's balancers that are served by commands, by name. Each command has a channel of its own, so that a slow
 * one holds up nobody; `out` and `in` carry the number of the rollout's lock on that host, and without one are refused.
 */
export function createCommandBalancers(parts: {
  readonly workspace: Pick<Workspace, 'balancers' | 'targets' | 'hosts'>;
  host(name: string): RemoteHost;
  /** How long a host may be out of sight; without it, not at all. */
  readonly trying?: TryingParts;
  /** Of the pools on this balancer's host. Throws HOST_LOCKED when it is lost. */
  fenceOf?(balancer: string): Fence | undefined;
}): ReadonlyMap<string, CommandBalancer> {
  const { balancers } = parts.workspace;
  return new Map(
    balancers.flatMap(({ name, connection }) =>
      connection.kind === 'commands'
        ? [[name, createCommandBalancer(name, connection, membersOf(name, parts.workspace), parts)] as const]
        : [],
    ),
  );
}

function createCommandBalancer(
  name: string,
  connection: CommandsConnection,
  members: readonly CommandMember[],
  parts: Parameters<typeof createCommandBalancers>[0],
): CommandBalancer {
  const { host, out, state, timeoutMs } = connection;
  const limit = createLimit(commandsAtOnce);
  const { trying } = parts;

  const run = (script: string, signal: AbortSignal | undefined): Promise<CommandAnswer> =>
    limit(async () =>
      toAnswer(
        await parts.host(host).execute(script, { timeoutMs, ...(signal ? { signal } : {}) }),
        timeoutMs,
      ),
    );
  const runTrying = (work: () => Promise<CommandAnswer>, signal: AbortSignal | undefined) =>
    trying ? keepTrying(trying, work, signal) : work();

  return {
    name,
    host,
    words: { out, in: connection.in, state },
    members,
    quote: quoteShell,
    ask: (line, { signal }) => runTrying(() => run(line, signal), signal),
    change: (line, { signal }) =>
      runTrying(async () => {
        const fence = parts.fenceOf?.(name);
        if (!fence) throw new Fault('INTERNAL', `nothing was locked for balancer ${name}`);
        let answer: CommandAnswer | undefined;
        const locks = createHostLocks({
          name: host,
          ask: async (script) => {
            answer = await run(script, signal);
            return { exitCode: answer.exitCode ?? 255, output: answer.output };
          },
        });
        const { exitCode, output } = await locks.ask(line, fence, { timeoutMs });
        return answer ?? { exitCode, how: `exit code ${exitCode}`, output };
      }, signal),
  };
}

function membersOf(
  balancer: string,
  { targets, hosts }: Pick<Workspace, 'targets' | 'hosts'>,
): readonly CommandMember[] {
  return targets.flatMap(({ pool, placements }) =>
    pool?.balancers.some((name) => name === balancer)
      ? placements.flatMap(({ host, server, port }) => {
          const address = hosts.find(({ name }) => name === host)?.ssh.address;
          if (server === undefined || address === undefined) return [];
          return [{ host, address, port, backend: pool.backend, server }];
        })
      : [],
  );
}

function toAnswer({ end, output }: CommandOutcome, timeoutMs: number): CommandAnswer {
  switch (end.kind) {
    case 'exited':
      return { exitCode: end.exitCode, how: `exit code ${end.exitCode}`, output };
    case 'signalled':
      return { how: `ended by signal ${end.signal}`, output };
    case 'timedOut':
      return { how: `killed after ${timeoutMs} ms`, output };
    case 'cancelled':
      throw new Fault('CANCELLED', 'a command of a balancer was cancelled');
  }
}
