import { decideEnd, type DetachedEnd } from './decideEnd.ts';
import { decidePauseMs } from './decidePause.ts';
import type { DetachedSteps, StepReading, StepRequest } from './detachedSteps.ts';
import { isOutOfSight, keepTrying, pause, type TryingParts } from './keepTrying.ts';
import type { KillReason } from './parseLook.ts';
import { createStepKilling } from './stepKilling.ts';
import { createStepOutput, type StepOutput } from './stepOutput.ts';

export interface DetachedOutcome {
  readonly end: DetachedEnd;
  /** stdout and stderr as they came, UTF-8, bounded: head and tail are kept, and it says what was cut. */
  readonly output: string;
}

export interface FollowOptions {
  /** Counted from when it began on the host; then its process group is killed. */
  readonly timeoutMs: number;
  onOutput?(chunk: string): void;
  /** Cancels: its process group is killed. */
  readonly signal?: AbortSignal;
}

export type DetachedParts = TryingParts & { readonly steps: DetachedSteps };

/** How long output may still come once there is an exit code: something that was started may hold it open. */
const drainMs = 1_000;
/** How long a started process may take to say who it is. */
const startsWithinMs = 10_000;
const briefPauseMs = 50;
/** Output is read for people, who need it no sooner; each reading starts processes on the host. */
const readEveryMs = 200;

/**
 * Runs a script as a detached step to its end: starts it, or finds it under its name, follows its output, and when
 * the connection drops meanwhile, connects again and asks. The outcome is what the host says, nothing else.
 * Fails with UNREACHABLE or TIMED_OUT when the host stays out of sight for `reconnectMs`: the step may still run.
 * Fails with whatever keeps it from beginning: see `DetachedSteps.start`.
 */
export async function runDetached(
  parts: DetachedParts,
  request: StepRequest,
  options: Omit<FollowOptions, 'timeoutMs'> = {},
): Promise<DetachedOutcome> {
  const { signal } = options;
  if (signal?.aborted) return { end: { kind: 'cancelled' }, output: '[cancelled before it was started]\n' };
  return orCancelled(signal, async () => {
    const first = await keepTrying(parts, () => parts.steps.start(request), signal);
    return follow(parts, request.name, first, { ...options, timeoutMs: request.timeoutMs });
  });
}

/** Follows a step that somebody started before; its end is `absent` when there is none of that name. */
export async function followDetached(
  parts: DetachedParts,
  name: string,
  options: FollowOptions,
): Promise<DetachedOutcome> {
  const { signal } = options;
  return orCancelled(signal, async () => {
    const first = await keepTrying(parts, () => parts.steps.look(name, 0), signal);
    return follow(parts, name, first, options);
  });
}

async function follow(
  parts: DetachedParts,
  name: string,
  first: StepReading,
  options: FollowOptions,
): Promise<DetachedOutcome> {
  const { clock } = parts;
  const { timeoutMs, signal } = options;
  const output = createStepOutput((chunk) => options.onOutput?.(chunk));
  const killing = createStepKilling(parts, name, signal);
  const begunAtMs = clock.monotonicMs() - first.elapsedMs;
  const elapsedMs = (): number => clock.monotonicMs() - begunAtMs;

  let reading = first;
  let readAtMs = clock.monotonicMs();
  output.take(first.output);
  for (;;) {
    const end = decideEnd(reading, killing.sent());
    if (end) {
      await readRest(parts, { name, reading, output, signal });
      if (end.kind === 'timedOut' || end.kind === 'cancelled')
        output.say(`${describeKill(end.kind, timeoutMs)}: killed`);
      return { end, output: output.text() };
    }
    if (reading.state.kind === 'starting' && elapsedMs() >= startsWithinMs) {
      await keepTrying(parts, () => parts.steps.giveUp(name), signal);
    }
    const reason = reasonToKill();
    if (reason && (await killing.goOn(reason)) === 'givenUp') {
      output.say(`${describeKill(reason, timeoutMs)}: it could not be killed and may still run`);
      return { end: { kind: reason }, output: output.text() };
    }
    await waitABit(reason);
    await lookAgain();
  }

  function reasonToKill(): KillReason | undefined {
    if (signal?.aborted) return 'cancelled';
    return elapsedMs() >= timeoutMs ? 'timedOut' : undefined;
  }

  /** Not a moment beyond the time limit, and cut short by a cancellation. */
  function waitABit(reason: KillReason | undefined): Promise<void> {
    if (reason) return pause(clock, briefPauseMs, undefined);
    return pause(clock, Math.max(1, Math.min(decidePauseMs(elapsedMs()), timeoutMs - elapsedMs())), signal);
  }

  async function lookAgain(): Promise<void> {
    const onlyAtEnd = clock.monotonicMs() - readAtMs < readEveryMs;
    const look = () => parts.steps.look(name, output.offset(), { onlyAtEnd });
    reading = await keepTrying(parts, look, signal);
    output.take(reading.output);
    if (!onlyAtEnd) readAtMs = clock.monotonicMs();
  }
}

/** What was written last. How it ended is known by now: not being able to read more changes nothing. */
async function readRest(
  { steps, ...parts }: DetachedParts,
  of: {
    readonly name: string;
    readonly reading: StepReading;
    readonly output: StepOutput;
    readonly signal: AbortSignal | undefined;
  },
): Promise<void> {
  const { name, output, signal } = of;
  const waitsUntilMs = parts.clock.monotonicMs() + drainMs;
  const mayCome = ({ isDrained, state }: StepReading): boolean => !isDrained && state.kind === 'exited';
  let { reading } = of;
  try {
    while (reading.hasMore || (mayCome(reading) && parts.clock.monotonicMs() < waitsUntilMs)) {
      if (!reading.hasMore) await pause(parts.clock, briefPauseMs, undefined);
      reading = await keepTrying(parts, () => steps.look(name, output.offset()), signal);
      output.take(reading.output);
    }
    if (reading.hasTail) output.takeTail(await steps.readTail(name));
    if (mayCome(reading)) output.say('something that it started holds its output open');
  } catch (error) {
    if (!isOutOfSight(error)) throw error;
    output.say('its last output could not be read');
  }
}

function describeKill(reason: KillReason, timeoutMs: number): string {
  return reason === 'timedOut' ? `timed out after ${timeoutMs} ms` : 'cancelled';
}

/** A cancellation while the host is out of sight: nobody waits for it, and nobody knows. */
async function orCancelled(
  signal: AbortSignal | undefined,
  work: () => Promise<DetachedOutcome>,
): Promise<DetachedOutcome> {
  try {
    return await work();
  } catch (error) {
    if (!signal?.aborted || !isOutOfSight(error)) throw error;
    return { end: { kind: 'cancelled' }, output: '[cancelled while out of sight: it may still run]\n' };
  }
}
