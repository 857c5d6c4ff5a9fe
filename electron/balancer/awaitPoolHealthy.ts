import { describeServer } from './poolLines.ts';
import type { HealthOutcome, PoolMemberRef, WaitOptions } from './poolMember.ts';
import type { MemberSighting, PoolReach } from './poolReach.ts';
import type { ServerSighting } from './sighting.ts';
import { waitUntil } from './waitUntil.ts';
import type { WaitParts } from './waitUntil.ts';

/** See `PoolControl.awaitPoolHealthy`. */
export async function awaitPoolHealthy(
  reach: PoolReach,
  parts: WaitParts,
  member: PoolMemberRef,
  o: WaitOptions<string>,
): Promise<HealthOutcome> {
  let saw = '';
  const healthy = await waitUntil(parts, o, async () => {
    const seen = await reach.observeMember(member, o.signal === undefined ? {} : { signal: o.signal });
    saw = describeAll(seen);
    o.onProgress?.(saw);
    return seen.every(isHealthyInDrain) ? { blind: seen.some(isBlind) } : undefined;
  });
  return healthy === undefined ? { kind: 'deadline', saw } : { kind: 'healthy', blind: healthy.blind };
}

/** Exactly DRAIN with a passed check and full health (trap 2); a blind server has only the first (trap 9). */
function isHealthyInDrain(one: MemberSighting): boolean {
  const { server, checked } = one;
  const inDrain = server.status.kind === 'drain' && !server.status.byAgent && server.admin.forcedDrain;
  return inDrain && (isBlind(one) || hasPassedChecks(checked));
}

export function isBlind({ checked }: MemberSighting): boolean {
  return !checked.check.configured || !checked.check.enabled;
}

/** Not L7OKC: that is "conditionally", a server that asked for no new clients. */
const passed: ReadonlySet<string> = new Set(['L4OK', 'L6OK', 'L7OK']);

export function hasPassedChecks({ checkStatus, checkHealth, checkRise, checkFall }: ServerSighting): boolean {
  if (checkHealth === undefined || checkRise === undefined || checkFall === undefined) return false;
  return passed.has(checkStatus) && checkHealth === checkRise + checkFall - 1;
}

export function describeAll(seen: readonly MemberSighting[]): string {
  return seen
    .map(({ balancer, server, checked }) => {
      const own = `${balancer}: ${describeServer(server)}`;
      return checked === server
        ? own
        : `${own} (tracks ${checked.backend}/${checked.server}: ${describeServer(checked)})`;
    })
    .join('; ');
}
