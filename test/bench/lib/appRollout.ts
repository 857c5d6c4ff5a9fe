import type { RolloutState, StepState } from '../../../shared/journal/state.ts';
import { deploy } from '../../fixtures/deploy.ts';
import { openApp } from '../../fixtures/openApp.ts';
import { timed } from './statistics.ts';

export interface AppRollout {
  /** How long each step took, on each host, by kind: as the journal says. */
  readonly steps: ReadonlyMap<string, readonly number[]>;
  readonly sections: AppSections;
}

/** Where the app's time goes; together all of it. */
export interface AppSections {
  /** Opening journal and workspace, reading the plan, asking every balancer. */
  readonly preparing: number;
  /** Every host at once: connect, upload, verify, unpack. */
  readonly staging: number;
  /** What the steps of the hosts took, host by host. */
  readonly steps: number;
  /** What lies between those steps: the journal, deciding, telling. */
  readonly betweenSteps: number;
  readonly closing: number;
}

/** The same through the whole app: journal, plan, staging, observation, feeds; from nothing to closed. */
export async function rollWithTheApp(workspace: string, version: string): Promise<AppRollout> {
  const begunAtMs = Date.now();
  const opened = await openApp(workspace);
  const { rollout } = await deploy(opened.client, version);
  const finishedAtMs = Date.now();
  const closing = await timed(() => opened.close());
  if (opened.errors.length > 0) throw opened.errors[0];
  if (rollout.status.kind !== 'finished' || rollout.status.result !== 'succeeded') {
    throw new Error(`the rollout ended as ${JSON.stringify(rollout.status)}`);
  }
  return toAppRollout(rollout, { begunAtMs, finishedAtMs, closingMs: closing.ms });
}

function toAppRollout(
  rollout: RolloutState,
  of: { readonly begunAtMs: number; readonly finishedAtMs: number; readonly closingMs: number },
): AppRollout {
  const all = Object.values(rollout.hosts).flatMap((host) => host.steps);
  const steps = new Map<string, number[]>();
  for (const { kind, result } of all) steps.set(kind, [...(steps.get(kind) ?? []), result?.durationMs ?? 0]);

  const startedAtMs = Date.parse(rollout.startedAt ?? '');
  const stagedAtMs = Math.min(...all.filter(isInspection).map((step) => Date.parse(step.begunAt)));
  const stepsMs = all
    .filter((step) => !isStaging(step))
    .reduce((sum, step) => sum + (step.result?.durationMs ?? 0), 0);
  return {
    steps,
    sections: {
      preparing: startedAtMs - of.begunAtMs,
      staging: stagedAtMs - startedAtMs,
      steps: stepsMs,
      betweenSteps: of.finishedAtMs - stagedAtMs - stepsMs,
      closing: of.closingMs,
    },
  };
}

function isInspection({ kind }: StepState): boolean {
  return kind === 'inspect';
}

function isStaging({ kind }: StepState): boolean {
  return kind === 'stage' || kind === 'verify' || kind === 'unpack';
}
