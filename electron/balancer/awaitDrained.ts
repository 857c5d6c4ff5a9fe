import type { DrainOutcome, DrainProgress, DrainWaitOptions, PoolMemberRef } from './poolMember.ts';
import type { MemberSighting, PoolReach } from './poolReach.ts';
import { waitUntil } from './waitUntil.ts';
import type { WaitParts } from './waitUntil.ts';

const usualLongestRequestMs = 600_000;
/** How long no bound client may come before a sticky server in drain counts as empty. */
const stickyQuietMs = 2000;

/** See `PoolControl.awaitDrained`. */
export async function awaitDrained(
  reach: PoolReach,
  parts: WaitParts,
  member: PoolMemberRef,
  o: DrainWaitOptions,
): Promise<DrainOutcome> {
  let remaining: readonly DrainProgress[] = [];
  let sticky = false;
  let hostSessions: number | undefined;
  let lastArrival: { readonly seen: readonly MemberSighting[]; readonly atMs: number } | undefined;

  const drained = await waitUntil(parts, o, async () => {
    const seen = await reach.observeMember(member, o.signal === undefined ? {} : { signal: o.signal });
    remaining = seen.map(toProgress);
    sticky = seen.some(isSticky);
    o.onProgress?.(remaining);
    const nowMs = parts.now().getTime();
    if (lastArrival === undefined || !isQuietSince(lastArrival.seen, seen))
      lastArrival = { seen, atMs: nowMs };
    const quiet = seen.every(isEmpty) && (!sticky || nowMs - lastArrival.atMs >= stickyQuietMs);
    hostSessions = undefined;
    if (!quiet) return undefined;
    if (!seen.some((one) => mayHaveOlderWorker(one, o))) return true;
    hostSessions = await countSessionsInUse(reach, member, seen, o);
    return hostSessions === 0 ? true : undefined;
  });

  if (drained === true) return { kind: 'drained' };
  return { kind: 'deadline', remaining, sticky, ...(hostSessions === undefined ? {} : { hostSessions }) };
}

/**
 * The host's connections without those that the balancers keep idle: a service that keeps them for a minute would make each drain
 * as long. What was idle before and after the host counted was idle meanwhile, since nothing uses them while the server is empty.
 */
async function countSessionsInUse(
  reach: PoolReach,
  member: PoolMemberRef,
  before: readonly MemberSighting[],
  o: DrainWaitOptions,
): Promise<number | undefined> {
  const onHost = await o.askHostSessions?.();
  if (onHost === undefined || onHost === 0) return onHost;
  const after = await reach.observeMember(member, o.signal === undefined ? {} : { signal: o.signal });
  const idle = before.map((one) => {
    const again = after.find(({ balancer }) => balancer === one.balancer);
    const isSameProcess = again?.seen.pid === one.seen.pid && isEmpty(again);
    return isSameProcess ? Math.min(one.server.idleConnections, again.server.idleConnections) : 0;
  });
  return Math.max(0, onHost - idle.reduce((sum, count) => sum + count, 0));
}

function toProgress({ balancer, server }: MemberSighting): DrainProgress {
  return { balancer, scur: server.scur, qcur: server.qcur };
}

/** The admin bits, not the word: a server that is DOWN keeps reading DOWN in drain (trap 16). */
function isEmpty({ server }: MemberSighting): boolean {
  return (server.admin.forcedDrain || server.admin.forcedMaint) && server.scur === 0 && server.qcur === 0;
}

/** In drain a persistence cookie still leads here; in maintenance it does not (trap 5). */
function isSticky({ server }: MemberSighting): boolean {
  return server.cookieInBackend !== undefined && !server.admin.forcedMaint;
}

/** Sticky clients come and go: no session right now says little, no new one for a while a bit more. */
function isQuietSince(earlier: readonly MemberSighting[], seen: readonly MemberSighting[]): boolean {
  return seen.every((one) => {
    const before = earlier.find(({ balancer }) => balancer === one.balancer);
    return (
      before?.seen.pid === one.seen.pid &&
      before.server.counters.sessionTotal === one.server.counters.sessionTotal
    );
  });
}

/**
 * Trap 4: after a reload `scur` reads 0 while the old worker serves on. The host is asked then; without anyone to
 * ask, the process must be older than the longest request. A caller that gives either, means reloads from before
 * the first look as well.
 */
function mayHaveOlderWorker({ seen, hold }: MemberSighting, o: DrainWaitOptions): boolean {
  const suspected =
    hold?.reloaded === true || o.askHostSessions !== undefined || o.longestRequestMs !== undefined;
  return suspected && seen.uptimeSeconds * 1000 < (o.longestRequestMs ?? usualLongestRequestMs);
}
