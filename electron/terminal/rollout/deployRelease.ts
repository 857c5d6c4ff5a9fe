import type { OutputOf } from '../../../shared/contract/contract.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { createRolloutFollower } from './followRollout.ts';
import type { RolloutReporter } from './reporter.ts';
import { summaryOf, type RolloutSummary } from './summary.ts';

export type PreparedPlan = OutputOf<'rollouts.plan'> &
  Partial<Pick<OutputOf<'rollouts.planRollback'>, 'rollsBack' | 'practised'>>;

export type Deployment = ReleaseDeployment | RollbackDeployment;

export interface ReleaseDeployment extends DeploymentOptions {
  readonly version: string;
}

/** Brings back what the hosts had before the newest rollout. */
export interface RollbackDeployment extends DeploymentOptions {
  readonly rollBack: { readonly reason: string };
}

interface DeploymentOptions {
  readonly service: string;
  readonly environment: string;
  /** The approved promotion that this carries out, where the environment asks for one. */
  readonly promotionId?: string | undefined;
  /** The environment's name, where a person has typed it already. */
  readonly confirmEnvironment?: string | undefined;
  /** Why hosts that somebody else has locked are taken over; without it they are left to him. */
  readonly takeOver?: string | undefined;
}

/** What a deployment needs of whoever shows it. */
export interface DeploymentDesk {
  showPlan(prepared: PreparedPlan): void;
  /** Asks the person to type the environment's name; `undefined` where nobody can be asked. */
  confirm(environment: string): Promise<string | undefined>;
  createReporter(prepared: PreparedPlan): RolloutReporter;
  /** Ctrl-C, and signals that ask to end. */
  readonly onInterrupt: Terminal['onInterrupt'];
  /** What the first interruption of a running rollout does; the second always leaves at once. */
  readonly onFirstInterrupt: 'stop' | 'leave';
  now(): Date;
}

/**
 * Plans, shows the plan, starts exactly that plan and follows it to its end. The first interruption asks the rollout
 * to stop after the hosts in flight; the second leaves at once, and closing the session records that.
 * @throws Fault everything that comes before the start: nothing was touched then.
 */
export async function deployRelease(
  { client }: Session,
  deployment: Deployment,
  desk: DeploymentDesk,
): Promise<RolloutSummary> {
  const { environment } = deployment;
  const interruption = listenForInterrupts(desk);
  const follower = createRolloutFollower(client, () => desk.now());
  try {
    const prepared = await readPlan(client, deployment, interruption.leave);
    desk.showPlan(prepared);
    await follower.ready;
    const rolloutId = await start(prepared.planSha256, deployment.confirmEnvironment);

    const reporter = desk.createReporter(prepared);
    interruption.began({
      stop: async () => {
        reporter.say(
          'Stopping after the hosts in flight. Ctrl-C once more leaves at once, and leaves them as they are.',
        );
        await client.call('rollouts.stop', { rolloutId, reason: 'interrupted at the terminal' });
      },
      onTrouble: (error) => reporter.say(`It could not be stopped: ${String(error)}`),
    });
    const view = await follower.follow(
      { rolloutId, plan: prepared.plan, reporter },
      { signal: interruption.leave },
    );
    if (!view) throw new Fault('INTERNAL', `The rollout ${rolloutId} was started but not seen.`);
    await followRollback(rolloutId, prepared);
    const { debts } = follower.state();
    const summary = summaryOf(view, { debts });
    return summary.result === 'running' ? { ...summary, result: 'interrupted' } : summary;
  } finally {
    interruption.close();
    follower.close();
  }

  /** Where it ended with the wish to be taken back, this process carries that out too: it may not leave before. */
  async function followRollback(rolloutId: string, prepared: PreparedPlan): Promise<void> {
    const signal = interruption.leave;
    const id = await follower.awaitRollback(rolloutId, { signal });
    if (id === undefined) return;
    const reporter = desk.createReporter(prepared);
    reporter.say(`Rolling back: rollout ${id}.`);
    await follower.follow({ rolloutId: id, plan: undefined, reporter }, { signal });
  }

  /** Whether a name has to be typed is the app's decision: it is asked for only when the app says so. */
  async function start(planSha256: string, confirmEnvironment: string | undefined): Promise<string> {
    try {
      return await startPlan(client, deployment, { planSha256, confirmEnvironment });
    } catch (error) {
      const isAsked = error instanceof Fault && error.code === 'CONFIRMATION_REQUIRED';
      if (!isAsked || confirmEnvironment !== undefined) throw error;
      const typed = await desk.confirm(environment);
      if (typed === undefined || interruption.leave.aborted) throw error;
      return start(planSha256, typed);
    }
  }
}

function readPlan(client: Client, deployment: Deployment, signal: AbortSignal): Promise<PreparedPlan> {
  const { service, environment } = deployment;
  return 'rollBack' in deployment
    ? client.call('rollouts.planRollback', { service, environment }, { signal })
    : client.call('rollouts.plan', { service, environment, version: deployment.version }, { signal });
}

async function startPlan(
  client: Client,
  deployment: Deployment,
  of: { readonly planSha256: string; readonly confirmEnvironment: string | undefined },
): Promise<string> {
  const { service, environment, promotionId, takeOver } = deployment;
  const request = {
    service,
    environment,
    ...of,
    ...(takeOver === undefined ? {} : { takeOver: { reason: takeOver } }),
  };
  const { rolloutId } = await ('rollBack' in deployment
    ? client.call('rollouts.rollBack', { ...request, reason: deployment.rollBack.reason })
    : client.call('rollouts.start', {
        ...request,
        version: deployment.version,
        ...(promotionId === undefined ? {} : { promotionId }),
      }));
  return rolloutId;
}

interface Interruption {
  /** Aborted when it is time to leave at once. */
  readonly leave: AbortSignal;
  /** From here on the first interruption only asks to stop. */
  began(how: { stop(): Promise<void>; onTrouble(error: unknown): void }): void;
  close(): void;
}

function listenForInterrupts(desk: Pick<DeploymentDesk, 'onInterrupt' | 'onFirstInterrupt'>): Interruption {
  const leave = new AbortController();
  let stopping: { stop(): Promise<void>; onTrouble(error: unknown): void } | undefined;
  const close = desk.onInterrupt(() => {
    const how = stopping;
    stopping = undefined;
    if (how) how.stop().catch((error: unknown) => how.onTrouble(error));
    else leave.abort(new Fault('CANCELLED', 'Left at the terminal.'));
  });
  return {
    leave: leave.signal,
    began: (how) => void (stopping = desk.onFirstInterrupt === 'stop' ? how : undefined),
    close,
  };
}
