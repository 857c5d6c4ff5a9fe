import { Fault } from '../../shared/protocol/fault.ts';
import type { FaultCode } from '../../shared/protocol/fault.ts';
import { keyOf } from './balancerMemory.ts';
import { findPairs } from './findPairs.ts';
import type { Pair } from './findPairs.ts';
import { showLevel } from './lines.ts';
import type { PoolMemberRef } from './poolMember.ts';
import { findServer, unknownServer } from './poolReach.ts';
import type { Balancer, PoolReach } from './poolReach.ts';
import { preflightNotices } from './preflightNotices.ts';
import type { BalancerSighting, ServerSighting } from './sighting.ts';
import { verifyNotCancelled } from './waitUntil.ts';

export type PreflightCode =
  | FaultCode
  | 'noChecks'
  | 'checksDisabled'
  | 'sticky'
  | 'tcpMode'
  | 'tracking'
  | 'trackedByOthers'
  | 'agent'
  | 'slowStart'
  | 'alreadyOut'
  | 'alreadyDown'
  | 'weightChanged'
  | 'sharedAddress';

export interface PreflightFinding {
  /** `blocking`: the rollout cannot work. `notice`: it can, and someone should know. */
  readonly severity: 'blocking' | 'notice';
  readonly code: PreflightCode;
  readonly balancer: string;
  readonly message: string;
  readonly wayOut?: string;
}

export interface PreflightReport {
  readonly member: PoolMemberRef;
  /** Nothing blocks. */
  readonly passed: boolean;
  /** True when no balancer that answered checks this server: only our own checks can tell its health (trap 9). */
  readonly blind: boolean;
  /** Clients are bound to servers by a cookie: expect the drain to end at its deadline (trap 5). */
  readonly sticky: boolean;
  readonly findings: readonly PreflightFinding[];
  /** Every server at the same address, in this and in other backends (trap 10); the member itself is not listed. */
  readonly pairs: readonly Pair[];
}

/**
 * See `PoolControl.preflight`. Each balancer is looked at once, however many members it has; all findings of all
 * balancers are collected.
 */
export async function preflightMembers(
  reach: PoolReach,
  members: readonly PoolMemberRef[],
  o: { signal?: AbortSignal },
): Promise<readonly PreflightReport[]> {
  const names = [...new Set(members.flatMap((member) => member.balancers))];
  const looks = new Map(
    await Promise.all(names.map(async (name) => [name, await lookForTrouble(reach, name, o)] as const)),
  );
  verifyNotCancelled(o.signal);
  return members.map((member) => toReport(member, looks));
}

function toReport(member: PoolMemberRef, looks: ReadonlyMap<string, BalancerLook>): PreflightReport {
  const judged = member.balancers.flatMap((name) => {
    const look = looks.get(name);
    return look ? [judgeMember(look, member)] : [];
  });
  const findings = judged.flatMap((it) => it.findings);
  const servers = judged.flatMap((it) => (it.server === undefined ? [] : [it.server]));
  return {
    member,
    passed: member.balancers.length > 0 && findings.every(({ severity }) => severity !== 'blocking'),
    blind: findings.some(({ code }) => code === 'noChecks' || code === 'checksDisabled'),
    sticky: servers.some(({ cookieInBackend }) => cookieInBackend !== undefined),
    findings,
    pairs: judged.flatMap((it) => it.pairs),
  };
}

/** What one balancer said, before anybody asked about a certain server. */
interface BalancerLook {
  readonly findings: readonly PreflightFinding[];
  readonly seen?: BalancerSighting;
}

async function lookForTrouble(
  reach: PoolReach,
  name: string,
  o: { signal?: AbortSignal },
): Promise<BalancerLook> {
  const findings: PreflightFinding[] = [];
  const note = (error: unknown) => findings.push(toBlockingFinding(name, error));
  try {
    const balancer = reach.balancer(name);
    // The whole table: a host may stand in backends nobody thinks of.
    const seen = await balancer.watch.observe(o);
    await verifyAdminLevel(balancer, o).catch(note);
    return { findings, seen };
  } catch (error) {
    note(error);
    return { findings };
  }
}

interface Judgement {
  readonly findings: readonly PreflightFinding[];
  readonly pairs: readonly Pair[];
  readonly server?: ServerSighting;
}

function judgeMember({ findings, seen }: BalancerLook, member: PoolMemberRef): Judgement {
  if (seen === undefined) return { findings, pairs: [] };
  try {
    const server = memberIn(seen, member);
    const pairs = findPairs(seen, server);
    return { findings: [...findings, ...preflightNotices(seen, server, pairs)], pairs, server };
  } catch (error) {
    return { findings: [...findings, toBlockingFinding(seen.balancer, error)], pairs: [] };
  }
}

function memberIn(seen: BalancerSighting, member: PoolMemberRef): ServerSighting {
  const server = findServer(seen, member);
  if (server !== undefined) return server;
  if (seen.backends.some(({ backend }) => backend === member.backend))
    throw unknownServer(seen.balancer, member);
  throw new Fault(
    'BALANCER_UNKNOWN_TARGET',
    `balancer ${seen.balancer} has no backend ${member.backend}, wanted for ${keyOf(member)}`,
    {
      wayOut: `Compare the names in the workspace with the backends in haproxy.cfg on ${seen.balancer}.`,
    },
  );
}

/** Asks for the level instead of trying a change. */
async function verifyAdminLevel({ client }: Balancer, o: { signal?: AbortSignal }): Promise<void> {
  const level = (await client.command(showLevel, o)).trim();
  if (level === 'admin') return;
  throw new Fault(
    'BALANCER_PERMISSION_DENIED',
    `the runtime socket of balancer ${client.name} is of level ${JSON.stringify(level)}, not admin`,
    {
      wayOut: `Add "level admin" to the "stats socket" line of HAProxy on ${client.name} and reload it.`,
    },
  );
}

/** Why a balancer could not be asked, as a reason not to begin. */
export function toBlockingFinding(balancer: string, error: unknown): PreflightFinding {
  const fault =
    error instanceof Fault
      ? error
      : new Fault('INTERNAL', error instanceof Error ? error.message : String(error));
  return {
    severity: 'blocking',
    code: fault.code,
    balancer,
    message: fault.message,
    ...(fault.wayOut === undefined ? {} : { wayOut: fault.wayOut }),
  };
}
