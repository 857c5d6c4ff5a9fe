import { stagingStepKind, type StepKind } from '../model/plan.ts';
import type { AbortKind, HostPhase } from '../model/rollout.ts';
import type { JournalEventOf } from './events.ts';
import { isUnderWay } from './rolloutStatus.ts';
import type { HostProgress, RolloutState, RolloutStatus, StepState } from './state.ts';

type RolloutEvent = JournalEventOf<
  | 'rolloutStarted'
  | 'stepBegun'
  | 'stepFinished'
  | 'hostFinished'
  | 'rolloutStopRequested'
  | 'rolloutPaused'
  | 'rolloutResumed'
  | 'hostRetryRequested'
  | 'hostSkipped'
  | 'rolloutFinished'
  | 'rollbackNotBegun'
  | 'rolloutInterrupted'
>;

/** What one event makes of one rollout. `at` is the record's instant. */
export function reduceRollout(rollout: RolloutState, event: RolloutEvent, at: string): RolloutState {
  switch (event.kind) {
    case 'rolloutStarted':
      return { ...rollout, startedAt: at, runner: event.runner, status: { kind: 'running' } };
    case 'rolloutStopRequested':
      return mayBecome(rollout.status, event.how)
        ? { ...rollout, status: { kind: 'stopping', reason: event.reason, how: event.how ?? 'finish' } }
        : rollout;
    case 'rolloutPaused':
      return rollout.status.kind === 'running' ? pauseRollout(rollout, event) : rollout;
    case 'rolloutResumed':
      return rollout.status.kind === 'paused' ? { ...rollout, status: { kind: 'running' } } : rollout;
    case 'hostRetryRequested':
      return changeHost(rollout, event.host, (host) => beginAnew(host, event.attempt));
    case 'hostSkipped':
      return changeHost(rollout, event.host, (host) => ({
        ...host,
        phase: 'skipped',
        outcome: { kind: 'skipped', reason: event.reason },
      }));
    case 'rolloutInterrupted':
      return { ...rollout, status: { kind: 'interrupted', reason: event.reason } };
    case 'rolloutFinished':
      return {
        ...rollout,
        finishedAt: at,
        status: { kind: 'finished', result: event.result, reason: event.reason },
        ...(event.thenRollBack ? { rollback: { scope: event.thenRollBack } } : {}),
      };
    case 'rollbackNotBegun':
      return { ...rollout, rollback: { scope: 'all', ...rollout.rollback, trouble: event.reason } };
    case 'stepBegun': {
      const step: StepState = { id: event.stepId, kind: event.step, begunAt: at, result: undefined };
      return changeHost(rollout, event.host, (host) => ({
        ...host,
        phase: phaseWhile(event.step, host.phase),
        steps: [...host.steps.filter((other) => other.id !== step.id), step],
      }));
    }
    case 'stepFinished':
      return changeHost(rollout, event.host, (host) => ({
        ...host,
        phase: event.outcome.kind === 'failed' ? host.phase : phaseAfter(event.step, host.phase),
        steps: host.steps.map((step) => (step.id === event.stepId ? finishStep(step, event) : step)),
        ...(event.found ? { before: event.found } : {}),
      }));
    case 'hostFinished':
      return changeHost(rollout, event.host, (host) => ({
        ...host,
        phase: event.outcome.kind,
        outcome: event.outcome,
      }));
  }
}

/** A stop under way can become a stronger one, and never a weaker one. */
function mayBecome(status: RolloutStatus, how: AbortKind | undefined): boolean {
  return isUnderWay(status) && !(status.kind === 'stopping' && how === undefined);
}

function pauseRollout(rollout: RolloutState, event: JournalEventOf<'rolloutPaused'>): RolloutState {
  const { why, reason, maxFailures } = event;
  return {
    ...rollout,
    status: { kind: 'paused', why, reason, maxFailures },
    ...(why === 'canary' ? { isCanaryHeld: true } : {}),
  };
}

/** What was staged stays staged; everything else is forgotten here, and kept in the journal. */
function beginAnew(host: HostProgress, attempt: number): HostProgress {
  const staged = host.steps.filter(
    (step) => isStaging(step.kind) && step.result !== undefined && step.result.outcome.kind !== 'failed',
  );
  const phase = staged.some((step) => step.kind === 'unpack' || step.kind === 'rehearse')
    ? 'staged'
    : 'planned';
  return { ...host, phase, outcome: undefined, steps: staged, attempt };
}

function isStaging(kind: StepKind): boolean {
  return stagingStepKind.options.some((it) => it === kind);
}

/** How it ended, host by host, without the steps. */
export function summarizeRollout(rollout: RolloutState): RolloutState {
  const hosts = Object.fromEntries(
    Object.entries(rollout.hosts).map(([name, host]) => [name, { ...host, steps: [] }]),
  );
  return { ...rollout, hosts, isSummary: true };
}

function changeHost(
  rollout: RolloutState,
  name: string,
  change: (host: HostProgress) => HostProgress,
): RolloutState {
  const host = rollout.hosts[name];
  if (!host) return rollout;
  return { ...rollout, hosts: { ...rollout.hosts, [name]: change(host) } };
}

function finishStep(step: StepState, event: JournalEventOf<'stepFinished'>): StepState {
  const { outcome, durationMs, detail, outputSha256 } = event;
  return { ...step, result: { outcome, durationMs, detail, outputSha256 } };
}

function phaseWhile(step: StepKind, before: HostPhase): HostPhase {
  switch (step) {
    case 'stage':
    case 'verify':
    case 'unpack':
    case 'rehearse':
    case 'arm':
      return 'staging';
    case 'drain':
    case 'awaitDrained':
      return 'draining';
    case 'stop':
    case 'playbook':
    case 'switch':
    case 'start':
    case 'check':
      return 'upgrading';
    case 'warm':
    case 'admit':
      return 'warming';
    case 'ready':
    case 'awaitInService':
      return 'returning';
    case 'soak':
      return 'soaking';
    case 'inspect':
    case 'precheck':
    case 'maintain':
    case 'awaitPoolHealthy':
    case 'smoke':
    case 'lighten':
    case 'raise':
    case 'holdOut':
      return before;
  }
}

function phaseAfter(step: StepKind, before: HostPhase): HostPhase {
  switch (step) {
    case 'unpack':
    case 'rehearse':
    case 'arm':
      return 'staged';
    case 'precheck':
      return 'prechecked';
    case 'maintain':
      return 'out';
    case 'check':
      return 'localOk';
    case 'awaitPoolHealthy':
      return 'poolHealthy';
    case 'smoke':
      return 'smokeOk';
    case 'stage':
    case 'verify':
    case 'inspect':
    case 'drain':
    case 'awaitDrained':
    case 'stop':
    case 'playbook':
    case 'switch':
    case 'start':
    case 'warm':
    case 'admit':
    case 'ready':
    case 'awaitInService':
    case 'soak':
    case 'lighten':
    case 'raise':
    case 'holdOut':
      return before;
  }
}
