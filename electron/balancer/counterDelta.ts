import { isSameProcess } from './processIdentity.ts';
import type { BalancerSighting, ServerCounters } from './sighting.ts';

/** What a server did between two looks, or why the window says nothing. */
export type CounterDelta =
  | { readonly kind: 'delta'; readonly windowMs: number; readonly counters: ServerCounters }
  | { readonly kind: 'dropped'; readonly why: string };

/**
 * Counters belong to one process and start again at 0 with each reload (trap 13): a window in which the process
 * changed, or in which a counter ran backwards (`clear counters`), is dropped, never patched.
 */
export function counterDelta(
  before: BalancerSighting,
  after: BalancerSighting,
  name: { readonly backend: string; readonly server: string },
): CounterDelta {
  if (!isSameProcess(before, after))
    return { kind: 'dropped', why: `HAProxy was reloaded: process ${before.pid}, then ${after.pid}` };
  const first = countersOf(before, name);
  const last = countersOf(after, name);
  if (first === undefined || last === undefined)
    return { kind: 'dropped', why: `${name.backend}/${name.server} is not in both looks` };
  const counters: ServerCounters = {
    sessionTotal: last.sessionTotal - first.sessionTotal,
    reqTotal: last.reqTotal - first.reqTotal,
    hrsp5xx: last.hrsp5xx - first.hrsp5xx,
    econ: last.econ - first.econ,
    eresp: last.eresp - first.eresp,
  };
  if (Object.values(counters).some((value) => value < 0))
    return { kind: 'dropped', why: 'the counters were cleared' };
  return { kind: 'delta', windowMs: Date.parse(after.at) - Date.parse(before.at), counters };
}

function countersOf(
  sighting: BalancerSighting,
  name: { readonly backend: string; readonly server: string },
): ServerCounters | undefined {
  return sighting.servers.find((server) => server.backend === name.backend && server.server === name.server)
    ?.counters;
}
