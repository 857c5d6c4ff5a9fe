import type { PoolMember } from './demoBalancer.ts';
import { initialServerState, takesTraffic, type ServerState } from './serverState.ts';

/** What a server of the in-process balancer has done since it started: HAProxy's counters of the same names. */
export interface ServerCounters {
  sessionsTotal: number;
  sessionsMax: number;
  bytesIn: number;
  bytesOut: number;
  connectErrors: number;
  responseErrors: number;
  checkFailures: number;
  timesDown: number;
  /** Responses by the first digit of their status. */
  responses: Record<1 | 2 | 3 | 4 | 5, number>;
}

/** A request on its way through the balancer. */
export interface RunningSession {
  end(): void;
}

export interface PoolServer extends PoolMember {
  readonly id: number;
  readonly sessions: Set<RunningSession>;
  readonly counters: ServerCounters;
  readonly state: ServerState;
  readonly changedAtMs: number;
  /** Smooth weighted round robin's running credit. */
  credit: number;
  change(next: ServerState): void;
}

export interface Pool {
  readonly backend: string;
  readonly servers: readonly PoolServer[];
  find(name: string): PoolServer | undefined;
  /** The next server by weight, of those that take traffic. */
  choose(): PoolServer | undefined;
}

export function createPool(backend: string, members: readonly PoolMember[], now: () => number): Pool {
  const servers = members.map((member, index) => createServer(member, index + 1, now));
  return {
    backend,
    servers,
    find: (name) => servers.find((server) => server.name === name),
    choose: () => chooseByWeight(servers.filter((server) => takesTraffic(server.state))),
  };
}

function createServer(member: PoolMember, id: number, now: () => number): PoolServer {
  let state = initialServerState;
  let changedAtMs = now();
  const counters: ServerCounters = {
    sessionsTotal: 0,
    sessionsMax: 0,
    bytesIn: 0,
    bytesOut: 0,
    connectErrors: 0,
    responseErrors: 0,
    checkFailures: 0,
    timesDown: 0,
    responses: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 },
  };
  return {
    ...member,
    id,
    sessions: new Set(),
    counters,
    credit: 0,
    get state() {
      return state;
    },
    get changedAtMs() {
      return changedAtMs;
    },
    change(next) {
      if (next.operation !== state.operation || next.admin !== state.admin) changedAtMs = now();
      if (next.operation === 'stopped' && state.operation !== 'stopped') counters.timesDown += 1;
      state = next;
    },
  };
}

/** Smooth weighted round robin: shares follow the weights, and no server is asked in bursts. */
function chooseByWeight(candidates: readonly PoolServer[]): PoolServer | undefined {
  let chosen: PoolServer | undefined;
  let total = 0;
  for (const server of candidates) {
    server.credit += server.state.weight;
    total += server.state.weight;
    if (!chosen || server.credit > chosen.credit) chosen = server;
  }
  if (chosen) chosen.credit -= total;
  return chosen;
}
