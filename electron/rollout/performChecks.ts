import type { HostProgress } from '../../shared/journal/state.ts';
import { releaseFactsFrom } from '../../shared/model/releaseFacts.ts';
import { hostStepKind, type StepKind } from '../../shared/model/plan.ts';
import { decideResume } from './decideResume.ts';
import { commandScript } from './hostScripts.ts';
import { performShort } from './performCommand.ts';
import type { CommandEnd, EarlierStep } from './ports.ts';
import {
  alreadyDone,
  failed,
  ok,
  timedOut,
  toAttemptName,
  type StepContext,
  type StepResult,
} from './stepContext.ts';
import type { FilledCheck } from '../../shared/model/workspace.ts';

/** How often a host is asked again whether it is healthy. */
export const checkPollMs = 200;
const soakPollMs = 500;

/**
 * Step one of every host: is it already at this digest, healthy and in service? Then nothing is done to it. And what
 * has an interrupted rollout of the same plan done here?
 */
export async function performInspect(context: StepContext): Promise<StepResult> {
  const seen = await inspectHost(context);
  if (seen.outcome.kind !== 'ok') return seen;
  if (seen.isLight === true) return { ...seen, resumesAfter: doneWhileLight };
  const resumesAfter = await observeResume(context, seen);
  if (resumesAfter.size === 0) return seen;
  const did = `the interrupted rollout did ${[...resumesAfter].join(', ')}`;
  return { ...seen, resumesAfter, detail: seen.detail === undefined ? did : `${seen.detail}; ${did}` };
}

/**
 * A canary in service at part of its weight is done but for what judges it; its weight is set once more, so that a
 * reload of the balancer is noticed and undone.
 */
const doneWhileLight: ReadonlySet<StepKind> = new Set(
  hostStepKind.options.filter(
    (kind) => !['inspect', 'lighten', 'awaitInService', 'soak', 'raise'].includes(kind),
  ),
);

interface Inspected extends StepResult {
  readonly isLight?: boolean;
  readonly isCurrent?: boolean;
  readonly isHealthy?: boolean;
}

async function observeResume(context: StepContext, seen: Inspected): Promise<ReadonlySet<StepKind>> {
  const { ports, step, rolloutId, signal } = context;
  const before = ports.journal.interruptedBefore(rolloutId);
  if (before.length === 0) return new Set();
  const earlier = await ports.host(step.host).earlierSteps({ signal });
  const runs = before.flatMap(({ id, hosts }) => {
    const progress = hosts[step.host];
    return progress ? [{ progress, found: whatIsFound(progress, earlier, id) }] : [];
  });
  const { isCurrent = false, isHealthy = false } = seen;
  const isRunning = isHealthy || (await attempt(context, context.placement.checks.health)).passed;
  return decideResume({ runs, isCurrent, isHealthy, isRunning });
}

function whatIsFound(
  { steps, attempt: time = 1 }: HostProgress,
  earlier: readonly EarlierStep[],
  rolloutId: string,
): ReadonlyMap<string, CommandEnd> {
  return new Map(
    steps.flatMap(({ kind }) => {
      const name = toAttemptName(kind, time);
      const step = earlier.find((it) => it.rolloutId === rolloutId && it.step === name);
      return step ? [[kind, step.end] as const] : [];
    }),
  );
}

async function inspectHost(context: StepContext): Promise<Inspected> {
  const read = await performShort(context, 'ask');
  if (read.outcome.kind === 'failed') return read;
  const facts = releaseFactsFrom(read.output);
  const running = facts ? `${facts.version} (${facts.sha256.slice(0, 12)})` : 'nothing';
  const result = { output: read.output, detail: `current is ${running}` };
  if (facts?.sha256 !== context.plan.release.artifactSha256) {
    const found = facts && { version: facts.version, artifactSha256: facts.sha256 };
    return { ...result, outcome: ok, ...(found ? { found } : {}) };
  }

  const current = { ...result, outcome: ok, isCurrent: true };
  const health = await attempt(context, context.placement.checks.health);
  if (!health.passed) return { ...current, detail: `${result.detail}, but not healthy: ${health.detail}` };
  const reported = await readRunningVersion(context);
  if (reported !== undefined && reported !== context.plan.release.version) {
    return { ...current, detail: `${result.detail}, but ${reported} is what runs` };
  }
  if (context.member) {
    const seen = await context.ports.pool.observe(context.member, { signal: context.signal });
    if (!seen.inService)
      return { ...current, isHealthy: true, detail: `${result.detail}, but not in service: ${seen.saw}` };
    const isCanary = context.planHost.steps.some(({ kind }) => kind === 'lighten');
    if (isCanary && !seen.hasWholeWeight) {
      const detail = `${result.detail}, in service at part of its weight: it is watched again`;
      return { ...current, isHealthy: true, isLight: true, detail };
    }
  }
  return { ...result, outcome: alreadyDone, detail: `${result.detail}, healthy and in service` };
}

/** Repeats the health check until it passes, and the running version is the release's, or time is over. */
export async function performCheck(context: StepContext): Promise<StepResult> {
  const { ports, step, signal } = context;
  const deadline = ports.clock.monotonicMs() + step.timeoutMs;
  for (;;) {
    const health = await attempt(context, context.placement.checks.health);
    const saw = health.passed ? await judgeVersion(context, health.detail) : health;
    if (saw.passed) return { outcome: ok, detail: saw.detail };
    if (ports.clock.monotonicMs() >= deadline) {
      return { outcome: timedOut(`not healthy within ${step.timeoutMs} ms: ${saw.detail}`) };
    }
    ports.tick({ kind: 'note', rolloutId: context.rolloutId, host: step.host, text: saw.detail });
    await ports.clock.delay(checkPollMs, { signal });
  }
}

export async function performSmoke(context: StepContext): Promise<StepResult> {
  const { smoke } = context.placement.checks;
  if (!smoke) return { outcome: ok };
  const result = await attempt(context, smoke);
  return { outcome: result.passed ? ok : failed(`smoke test: ${result.detail}`), detail: result.detail };
}

/** Watches a host that is back in service: the first failed check ends it. */
export async function performSoak(context: StepContext): Promise<StepResult> {
  const { ports, step, signal } = context;
  const end = ports.clock.monotonicMs() + step.timeoutMs;
  let looks = 0;
  for (;;) {
    const health = await attempt(context, context.placement.checks.health);
    looks += 1;
    if (!health.passed) return { outcome: failed(`went bad while soaking: ${health.detail}`) };
    if (context.member) {
      const seen = await ports.pool.observe(context.member, { signal });
      if (!seen.inService) return { outcome: failed(`left service while soaking: ${seen.saw}`) };
    }
    const leftMs = end - ports.clock.monotonicMs();
    if (leftMs <= 0) return { outcome: ok, detail: `healthy in ${looks} looks` };
    await ports.clock.delay(Math.min(soakPollMs, leftMs), { signal });
  }
}

async function attempt(
  context: StepContext,
  check: FilledCheck,
): Promise<{ passed: boolean; detail: string }> {
  return context.ports.checks.run(context.step.host, check, {
    version: context.plan.release.version,
    script: (command) => commandScript(context.scripts, command),
    signal: context.signal,
  });
}

async function judgeVersion(
  context: StepContext,
  detail: string,
): Promise<{ passed: boolean; detail: string }> {
  const reported = await readRunningVersion(context);
  const wanted = context.plan.release.version;
  if (reported === undefined) return { passed: true, detail };
  if (reported === wanted) return { passed: true, detail: `${detail}, runs ${reported}` };
  return { passed: false, detail: `healthy, but ${reported} is what runs instead of ${wanted}` };
}

async function readRunningVersion(context: StepContext): Promise<string | undefined> {
  const { version } = context.placement.checks;
  return version
    ? context.ports.checks.readVersion(context.step.host, version, { signal: context.signal })
    : undefined;
}
