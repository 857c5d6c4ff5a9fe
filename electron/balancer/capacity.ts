import type { BalancerSighting, ServerSighting } from './sighting.ts';

/** What one balancer has left in one backend, for floors (traps 6 and 17). */
export interface CapacitySighting {
  readonly balancer: string;
  readonly backend: string;
  /** Backup servers do not count: they carry nothing while another one is up. */
  readonly servers: number;
  /** Surely taking traffic: exactly UP or "no check", with a weight. */
  readonly up: number;
  /** Everything else, in words. A server whose checks begin to fail (`UP 2/3`), or that was not checked yet after a reload, is here: it can't be counted on. */
  readonly outOrDown: readonly string[];
  /** Requests that wait, in the backend and at its servers. */
  readonly queued: number;
  /** Used part of the session limits (`maxconn`) of the servers that are up; absent when one has no limit. */
  readonly sessionShare?: number;
  /** What `sessionShare` would be if one server left: 1 and more means that clients would have to wait. */
  readonly shareWithout?: number;
}

/** @param without the server whose leaving is judged. */
export function toCapacity(seen: BalancerSighting, backend: string, without?: string): CapacitySighting {
  const all = seen.servers.filter((server) => server.backend === backend);
  const servers = all.filter((server) => !server.backup);
  const up = servers.filter(isUp);
  const waiting = seen.backends.find((one) => one.backend === backend)?.qcur ?? 0;
  const share = sessionShare(up);
  const left = up.filter(({ server }) => server !== without);
  const later = without === undefined ? undefined : sessionShare(left, up);
  return {
    balancer: seen.balancer,
    backend,
    servers: servers.length,
    up: up.length,
    outOrDown: servers
      .filter((server) => !isUp(server))
      .map((server) => `${server.server}: ${server.statusText}${weightless(server)}`),
    queued: waiting + all.reduce((sum, server) => sum + server.qcur, 0),
    ...(share === undefined ? {} : { sessionShare: share }),
    ...(later === undefined ? {} : { shareWithout: later }),
  };
}

/** During slow start the weight may be tiny, but the server is coming: only a weight of 0 means "no traffic". */
export function isUp(server: ServerSighting): boolean {
  const { status, userWeight } = server;
  return (status.kind === 'up' || status.kind === 'noCheck') && !status.byAgent && userWeight > 0;
}

function weightless(server: ServerSighting): string {
  return server.userWeight === 0 ? ', weight 0' : '';
}

/** The sessions of all `users` on the limits of the servers that are `up`. */
function sessionShare(up: readonly ServerSighting[], users = up): number | undefined {
  let limit = 0;
  for (const { slim } of up) {
    if (slim === undefined || slim === 0) return undefined;
    limit += slim;
  }
  return limit === 0 ? undefined : users.reduce((sum, { scur }) => sum + scur, 0) / limit;
}
