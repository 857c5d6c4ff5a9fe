import type { Plan, PlanHost } from '../../shared/model/plan.ts';
import type { DeploymentTarget, Host, Service } from '../../shared/model/workspace.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { decideNext } from './decideNext.ts';
import { memberOf, scriptContext } from './planSteps.ts';
import type { RolloutPorts } from './ports.ts';
import { stageHost, upgradeHost, type HostContext } from './runHost.ts';
import { createTurns } from './turns.ts';

export interface RolloutRun {
  readonly rolloutId: string;
  readonly plan: Plan;
  readonly target: DeploymentTarget;
  readonly service: Service;
  readonly hosts: readonly Host[];
  readonly ports: RolloutPorts;
  readonly quote: (word: string) => string;
  readonly signal: AbortSignal;
}

/**
 * Carries out a plan: decide, act, record, look again, until the decision is that it has ended. The loop
 * remembers nothing but who is in flight and which batches may be touched; all else it reads from the journal each time.
 * Rejects when the journal cannot be written: then nothing more is sent anywhere.
 */
export async function runRollout(run: RolloutRun): Promise<void> {
  const { rolloutId, plan, ports } = run;
  const inFlight = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  const turns = createTurns();
  const approved = new Set<number>();

  const begin = (planHost: PlanHost, work: (context: HostContext) => Promise<void>): void => {
    const task = work(hostContext(run, planHost, turns))
      .catch((error: unknown) => void failures.push(error))
      .finally(() => inFlight.delete(planHost.host));
    inFlight.set(planHost.host, task);
  };

  for (;;) {
    if (failures.length > 0) {
      await Promise.all(inFlight.values());
      throw failures[0];
    }
    const decision = decideNext(plan, ports.journal.rollout(rolloutId), new Set(inFlight.keys()));
    switch (decision.kind) {
      case 'stage':
        for (const host of decision.hosts) begin(host, stageHost);
        break;
      case 'upgrade': {
        const batch = decision.hosts[0]?.batch ?? 0;
        if (!approved.has(batch)) {
          // Whether it may go on is asked anew; where not, the next decision is to stop.
          await ports.approveBatch(rolloutId, batch);
          approved.add(batch);
          break;
        }
        for (const host of decision.hosts) begin(host, upgradeHost);
        break;
      }
      case 'wait':
        await Promise.race(inFlight.values());
        break;
      case 'finish':
        await ports.unlock();
        return ports.journal.record([
          {
            kind: 'rolloutFinished',
            rolloutId,
            result: decision.result,
            ...(decision.reason === undefined ? {} : { reason: decision.reason }),
          },
        ]);
    }
  }
}

function hostContext(
  run: RolloutRun,
  planHost: PlanHost,
  leavePool: <T>(work: () => Promise<T>) => Promise<T>,
): HostContext {
  const placement = run.target.placements.find((candidate) => candidate.host === planHost.host);
  const host = run.hosts.find((candidate) => candidate.name === planHost.host);
  if (!placement || !host)
    throw new Fault('INTERNAL', `the plan names ${planHost.host}, the workspace does not`);
  return {
    rolloutId: run.rolloutId,
    plan: run.plan,
    target: run.target,
    planHost,
    placement,
    scripts: scriptContext({ ...run, placement, host, release: run.plan.release }),
    member: memberOf(run.target, placement),
    ports: run.ports,
    signal: run.signal,
    leavePool,
  };
}
