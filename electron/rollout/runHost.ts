import type { JournalEvent } from '../../shared/journal/events.ts';
import { changesHost, type PlanStep, type StepKind } from '../../shared/model/plan.ts';
import type { HostOutcome } from '../../shared/model/rollout.ts';
import type { Trouble } from '../../shared/model/trouble.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { mayBegin } from './decideNext.ts';
import { performStep } from './performStep.ts';
import { alreadyDone, type StepContext, type StepResult } from './stepContext.ts';

export type HostContext = Omit<StepContext, 'step'>;

/** Runs the staging steps of one host; stops at the first that fails. */
export async function stageHost(context: HostContext): Promise<void> {
  const journal = createHostJournal(context);
  if (context.attempt > 1) await context.ports.lockAgain(context.planHost.host);
  for (const step of context.planHost.staging) {
    if (context.held.aborted) break;
    const result = await runStep(context, step, journal);
    if (result === 'mayNotBegin') return;
    if (result.outcome.kind === 'failed') break;
  }
  await journal.flush();
}

/** A host that came back at part of its weight gets all of it; where that fails, a debt says so. */
export async function raiseHost(context: HostContext): Promise<void> {
  const { rolloutId, plan, planHost, ports } = context;
  const journal = createHostJournal(context, { isBegun: true });
  for (const step of planHost.raising ?? []) {
    // What was cancelled is over; this has to be done all the same.
    const result = await runStep({ ...context, signal: context.interrupted }, step, journal);
    if (result === 'mayNotBegin' || result.outcome.kind !== 'failed') continue;
    const where = { service: plan.service, environment: plan.environment, host: planHost.host };
    if (ports.journal.debtsOf(where).length > 0) continue;
    const reason = `It could not be given its whole weight: ${result.outcome.message}`;
    journal.add({ kind: 'debtOpened', debtId: ports.createId(), ...where, rolloutId, reason });
  }
  await journal.flush();
}

/** One host: out of the pool, upgraded, checked, back in; or kept out, as visible debt. */
export async function upgradeHost(context: HostContext): Promise<void> {
  const journal = createHostJournal(context);
  let changed = false;
  let resumesAfter: ReadonlySet<StepKind> = new Set();
  let isBack = false;
  let wasSticky = false;
  for (const step of context.planHost.steps) {
    if (context.held.aborted && step.kind !== 'awaitInService') {
      return stopHost(context, journal, { step, changed, isBack });
    }
    const result = await runStep(
      { ...toReturning(context, step), wasSticky },
      step,
      journal,
      resumesAfter.has(step.kind),
    );
    if (result === 'mayNotBegin') return undefined;
    if (step.kind === 'playbook') context.gathering?.leave(step.host);
    resumesAfter = result.resumesAfter ?? resumesAfter;
    wasSticky ||= result.isSticky === true;
    changed ||= changesHost(step.kind) && !result.untouched;
    if (step.kind === 'inspect' && result.outcome.kind === 'alreadyDone') {
      return finishHost(context, journal, { kind: 'unchanged' });
    }
    // From the line that returns it on, other hosts count on it, and may leave the pool.
    isBack ||= step.kind === 'ready' && result.outcome.kind === 'ok';
    if (result.outcome.kind === 'failed') {
      const isCutShort = context.held.aborted && (!isBack || result.outcome.trouble === 'cancelled');
      if (isCutShort) return stopHost(context, journal, { step, changed, isBack });
      return failHost(context, journal, { step, changed, ...result.outcome });
    }
  }
  return finishHost(context, journal, { kind: 'done' });
}

/**
 * Who returns to the pool gets there, also where the rollout is stopped at once meanwhile: others may leave it for him
 * already, and to hold both out would be one too many.
 */
function toReturning(context: HostContext, { kind }: PlanStep): HostContext {
  const isReturning = kind === 'ready' || kind === 'awaitInService';
  return isReturning ? { ...context, signal: context.interrupted } : context;
}

/**
 * The rollout was stopped at once while this host was in flight. One that was returned to its pool already stays there: it
 * has passed every check, and others may have left the pool since.
 */
async function stopHost(
  context: HostContext,
  journal: HostJournal,
  { step, changed, isBack }: { readonly step: PlanStep; readonly changed: boolean; readonly isBack: boolean },
): Promise<void> {
  if (isBack) return finishHost(context, journal, { kind: 'done' });
  return failHost(context, journal, {
    step,
    changed,
    trouble: 'cancelled',
    message: 'the rollout was stopped',
  });
}

interface HostFailure {
  readonly step: PlanStep;
  readonly changed: boolean;
  readonly trouble: Trouble;
  readonly message: string;
}

async function failHost(context: HostContext, journal: HostJournal, failure: HostFailure): Promise<void> {
  const reason = `${failure.step.kind}: ${failure.message}`;
  if (!failure.changed) return finishHost(context, journal, { kind: 'failedIn', reason });
  // Somebody else decides what becomes of it now, and nothing of ours would be let through.
  if (failure.trouble === 'lockLost') return finishHost(context, journal, { kind: 'unknown', reason });
  const held = await holdOut(context, journal);
  const lost = failure.trouble === 'unreachable' || failure.trouble === 'hostKeyRefused';
  const outcome: HostOutcome = { kind: lost ? 'unknown' : 'failedOut', reason: `${reason}${held}` };
  return finishHost(context, journal, outcome);
}

/** Makes sure that no balancer sends clients to a host that failed. Says what could not be made sure. */
async function holdOut(context: HostContext, journal: HostJournal): Promise<string> {
  if (!context.member) return '';
  const step: PlanStep = {
    id: `${context.planHost.host}/holdOut`,
    kind: 'holdOut',
    host: context.planHost.host,
    lines: [],
    timeoutMs: context.plan.settings.stepTimeoutMs,
  };
  // What was cancelled is over; this has to be done all the same.
  const result = await runStep({ ...context, signal: context.interrupted }, step, journal);
  if (result === 'mayNotBegin') return '';
  return result.outcome.kind === 'failed'
    ? `; and it could not be held out of the pool: ${result.outcome.message}`
    : '';
}

async function finishHost(context: HostContext, journal: HostJournal, outcome: HostOutcome): Promise<void> {
  const { rolloutId, plan, planHost, ports } = context;
  const where = { service: plan.service, environment: plan.environment, host: planHost.host };
  journal.add({ kind: 'hostFinished', rolloutId, host: planHost.host, outcome });
  switch (outcome.kind) {
    case 'done':
    case 'unchanged':
      for (const debtId of ports.journal.debtsOf(where)) {
        const reason = `${planHost.host} runs ${plan.release.version} and is in service`;
        journal.add({ kind: 'debtCleared', debtId, reason });
      }
      break;
    case 'failedOut':
    case 'unknown':
      if (ports.journal.debtsOf(where).length === 0) {
        journal.add({
          kind: 'debtOpened',
          debtId: ports.createId(),
          ...where,
          rolloutId,
          reason: outcome.reason,
        });
      }
      break;
    case 'failedIn':
    case 'skipped':
      break;
  }
  await journal.flush();
}

/**
 * Intent first, then the effect. The outcome of a step is written together with the intent of the next one:
 * one durable write between two effects, and still no effect without its intent in the journal. A step that was done
 * before has its place in the records, and no effect. The first one is not begun where a person has decided otherwise
 * meanwhile.
 */
async function runStep(
  context: HostContext,
  step: PlanStep,
  journal: HostJournal,
  isDone = false,
): Promise<StepResult | 'mayNotBegin'> {
  const { rolloutId, ports } = context;
  const named = { rolloutId, stepId: step.id, step: step.kind, host: step.host };
  journal.add({ kind: 'stepBegun', ...named });
  if (!(await journal.flush())) return 'mayNotBegin';

  const begunMs = ports.clock.monotonicMs();
  const result = isDone ? doneBefore : await performStep({ ...context, step });
  if (context.interrupted.aborted) {
    // No outcome is recorded: the intent stands open, and whoever comes next has to look at the host.
    throw new Fault('CANCELLED', `the rollout was interrupted during ${step.id}`);
  }
  const durationMs = Math.round(ports.clock.monotonicMs() - begunMs);

  const output = result.output?.trimEnd();
  const outputSha256 = output ? await ports.journal.keep(output) : undefined;
  journal.add({
    kind: 'stepFinished',
    ...named,
    outcome: result.outcome,
    durationMs,
    ...(result.detail === undefined ? {} : { detail: result.detail }),
    ...(result.found === undefined ? {} : { found: result.found }),
    ...(outputSha256 === undefined ? {} : { outputSha256 }),
  });
  return result;
}

const doneBefore: StepResult = { outcome: alreadyDone, detail: 'it was done before' };

interface HostJournal {
  add(event: JournalEvent): void;
  /** `false` where a person has decided meanwhile that this host must not be begun; then nothing was written. */
  flush(): Promise<boolean>;
}

function createHostJournal(
  { rolloutId, planHost, ports }: HostContext,
  { isBegun } = { isBegun: false },
): HostJournal {
  let pending: JournalEvent[] = [];
  let hasBegun = isBegun;
  return {
    add: (event) => void pending.push(event),
    flush: async () => {
      const events = pending;
      pending = [];
      if (events.length === 0) return true;
      if (hasBegun) await ports.journal.record(events);
      else hasBegun = await ports.journal.recordIf(rolloutId, (it) => mayBegin(it, planHost.host), events);
      return hasBegun;
    },
  };
}
