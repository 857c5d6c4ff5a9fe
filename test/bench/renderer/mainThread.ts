import type { CDPSession } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  /** Microseconds on the clock; `tdur` of the thread's own processor time. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** One task of the page's main thread. Times in milliseconds. */
export interface MainTask {
  readonly startMs: number;
  readonly wallMs: number;
  /** Of the thread's own processor time: what else the machine does is not in it. */
  readonly threadMs: number;
}

export interface MainThread {
  readonly tasks: readonly MainTask[];
  /** A moment within each frame that the main thread drew. */
  readonly framesAtMs: readonly number[];
}

const categories = [
  'devtools.timeline',
  'toplevel',
  'benchmark',
  '__metadata',
  'disabled-by-default-devtools.timeline',
];

/** Everything that the main thread of the page does while `act` lasts, as Chromium's own trace tells it. */
export async function traceMainThread(session: CDPSession, act: () => Promise<void>): Promise<MainThread> {
  const events: TraceEvent[] = [];
  // The protocol types events as unknown objects; the trace event format names these fields.
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const completed = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: categories, excludedCategories: ['*'] },
  });
  await act();
  await session.send('Tracing.end');
  await completed;
  return toMainThread(events);
}

function toMainThread(events: readonly TraceEvent[]): MainThread {
  const candidates = events
    .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) => events.filter((event) => event.pid === pid && event.tid === tid));
  const busiest = candidates.toSorted((one, other) => other.length - one.length)[0];
  if (!busiest) throw new Error('the trace has no main thread of a page');
  return {
    tasks: outermost(busiest.filter(isTask)).map(({ ts, dur = 0, tdur = dur }) => ({
      startMs: ts / 1_000,
      wallMs: dur / 1_000,
      threadMs: tdur / 1_000,
    })),
    framesAtMs: busiest
      .filter(({ name }) => name === 'PrePaint')
      .map(({ ts }) => ts / 1_000)
      .toSorted((one, other) => one - other),
  };
}

function isTask({ ph, name }: TraceEvent): boolean {
  return ph === 'X' && name.endsWith('RunTask');
}

/**
 * Chromium tells of every task twice, one within the other: `ThreadControllerImpl::RunTask` in `toplevel`, `RunTask`
 * in `devtools.timeline`. Only what lies in no other one is counted, so that no time is counted twice.
 */
function outermost(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const found: TraceEvent[] = [];
  let endsAt = Number.NEGATIVE_INFINITY;
  for (const event of events.toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))) {
    if (event.ts < endsAt) continue;
    found.push(event);
    endsAt = event.ts + (event.dur ?? 0);
  }
  return found;
}

export interface FrameWork {
  readonly wallMs: number;
  readonly threadMs: number;
}

/** What the main thread worked from each frame's start until the next one's. */
export function workPerFrame({ tasks, framesAtMs }: MainThread): readonly FrameWork[] {
  return framesAtMs.slice(0, -1).map((startMs, index) => {
    const endMs = framesAtMs[index + 1] ?? startMs;
    // A frame's event lies within its task, which begins a little earlier.
    const own = tasks.filter((task) => {
      const endsMs = task.startMs + task.wallMs;
      return endsMs > startMs && endsMs <= endMs;
    });
    return {
      wallMs: own.reduce((sum, { wallMs }) => sum + wallMs, 0),
      threadMs: own.reduce((sum, { threadMs }) => sum + threadMs, 0),
    };
  });
}
