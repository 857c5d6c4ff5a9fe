import type { Plan, PlanHost, PlanStep, StepKind } from '../../shared/model/plan.ts';
import type { StepOutcome } from '../../shared/journal/events.ts';
import type { DeploymentTarget, Placement } from '../../shared/model/workspace.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { troubleOf } from '../../shared/protocol/troubleOf.ts';
import type { ScriptContext } from './hostScripts.ts';
import type { Gathering } from './gathering.ts';
import type { EngineEnd, PoolMember, RolloutPorts } from './ports.ts';

/** Everything one step needs to be performed. */
export interface StepContext {
  readonly rolloutId: string;
  readonly plan: Plan;
  readonly target: DeploymentTarget;
  readonly planHost: PlanHost;
  readonly placement: Placement;
  readonly scripts: ScriptContext;
  readonly member: PoolMember | undefined;
  readonly ports: RolloutPorts;
  readonly step: PlanStep;
  /** Which time the host is worked on in this rollout, counted from 1. */
  readonly attempt: number;
  /** Aborts when the effect must end, whyever: either of the two below. */
  readonly signal: AbortSignal;
  /** The whole rollout is interrupted: nothing more is known, and nothing more is done. */
  readonly interrupted: AbortSignal;
  /** A person stops it at once: what runs is cancelled, and hosts that left their pool are held out. */
  readonly held: AbortSignal;
  /** The drain ended at its deadline, with clients that a cookie binds to the host. */
  readonly wasSticky?: boolean;
  /** Lets one host at a time look at a pool's capacity and leave it. */
  leavePool<T>(work: () => Promise<T>): Promise<T>;
  /** Where the hosts of a batch come together for the engine's work; none where the service has no engine. */
  readonly gathering: Gathering<EngineEnd> | undefined;
}

export interface StepResult {
  readonly outcome: StepOutcome;
  readonly detail?: string;
  /** The step failed before it sent anything: the host stands as it stood. */
  readonly untouched?: true;
  /** A cookie binds clients to the host: only maintenance sends them elsewhere. */
  readonly isSticky?: true;
  /** Steps of this host that an interrupted rollout has done already. */
  readonly resumesAfter?: ReadonlySet<StepKind>;
  /** What the host runs, where that is another release than the plan's. */
  readonly found?: { readonly version: string; readonly artifactSha256: string };
  /** What the step printed; kept as a blob. */
  readonly output?: string;
}

export const ok: StepOutcome = { kind: 'ok' };
export const alreadyDone: StepOutcome = { kind: 'alreadyDone' };

export function failed(message: string): StepOutcome {
  return { kind: 'failed', trouble: 'stepFailed', message };
}

export function failedBy(error: unknown): StepOutcome {
  const message = error instanceof Error ? error.message : String(error);
  const wayOut = error instanceof Fault && error.wayOut !== undefined ? ` ${error.wayOut}` : '';
  return { kind: 'failed', trouble: troubleOf(error), message: `${message}${wayOut}` };
}

export function timedOut(message: string): StepOutcome {
  return { kind: 'failed', trouble: 'timedOut', message };
}

/** What a step is called on its host: each time that it is asked for is another one. */
export function toAttemptName(kind: string, attempt: number): string {
  return attempt === 1 ? kind : `${kind}-${attempt}`;
}

/** The step's own literal text for its host: what was planned is what is run. */
export function hostText(step: PlanStep, index = 0): string {
  const line = step.lines.filter((candidate) => candidate.to.kind === 'host')[index];
  if (!line) throw new Fault('INTERNAL', `step ${step.id} has no command for its host`);
  return line.text;
}

export function requireMember(context: StepContext): PoolMember {
  if (!context.member) throw new Fault('INTERNAL', `step ${context.step.id} needs a pool`);
  return context.member;
}
