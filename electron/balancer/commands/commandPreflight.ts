import type { PoolMemberRef } from '../poolMember.ts';
import { toBlockingFinding, type PreflightFinding } from '../preflight.ts';
import type { CommandPool } from './commandPool.ts';

/** What such balancers say of a member before anything begins; those that do not tell would stop a rollout. */
export async function commandPreflight(
  pool: CommandPool,
  member: PoolMemberRef,
  o: { readonly signal?: AbortSignal },
): Promise<readonly PreflightFinding[]> {
  const findings = await Promise.all(
    member.balancers.map(async (balancer): Promise<PreflightFinding[]> => {
      try {
        const [seen] = await pool.states({ ...member, balancers: [balancer] }, o);
        return seen?.state === 'in' ? [] : [alreadyOut(balancer, member, seen?.state ?? 'nothing')];
      } catch (error) {
        o.signal?.throwIfAborted();
        return [toBlockingFinding(balancer, error)];
      }
    }),
  );
  return findings.flat();
}

function alreadyOut(balancer: string, member: PoolMemberRef, state: string): PreflightFinding {
  return {
    severity: 'notice',
    code: 'alreadyOut',
    balancer,
    message: `${member.backend}/${member.server} is already out (${state}): somebody holds it, and the rollout would put it back`,
    wayOut: 'Find out who took it out, and why.',
  };
}
