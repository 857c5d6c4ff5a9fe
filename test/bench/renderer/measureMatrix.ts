import type { CDPSession, Page } from 'playwright-core';
import { generateWorkspace } from '../../fixtures/generatedWorkspace.ts';
import { startScriptedRoom } from '../../fixtures/scriptedRoom.ts';
import { until } from '../../fixtures/until.ts';
import type { Cleanup } from '../lib/cleanup.ts';
import { traceMainThread, workPerFrame } from './mainThread.ts';
import { installProbe, readProbe } from './pageProbe.ts';
import { generateVariedFleet, updatedSighting } from './variedFleet.ts';

export interface MatrixNumbers {
  readonly paint: readonly Paint[];
  readonly scroll: {
    /** Of each frame, 40 pixels on from the one before. */
    readonly threadMs: readonly number[];
    /** Of each frame, as far on as the time since the one before asks for. */
    readonly byClockThreadMs: readonly number[];
    readonly byClockWallMs: readonly number[];
  };
  readonly update: readonly Update[];
  readonly heapBytes: readonly number[];
}

/** All in milliseconds. */
export interface Paint {
  /** From the arrival of the last big frame. */
  readonly sinceLastFrame: number;
  /** The same, and what the page had worked on the big frames before it. */
  readonly withEarlierWork: number;
  readonly megabytes: number;
}

export interface Update {
  /** The main thread's own time, from the first event's arrival until all are on the screen. */
  readonly threadMs: number;
  readonly longestTaskMs: number;
}

export interface MatrixOptions {
  readonly services: number;
  readonly environments: number;
  readonly hosts: number;
  readonly runs: number;
  readonly updates: number;
}

/** Far beyond what is measured: others may be using the machine. */
const deadlineMs = 180_000;

/** The matrix of a big generated fleet: its first paint, scrolling, an update of many hosts, memory. */
export async function measureMatrix(options: MatrixOptions, cleanup: Cleanup): Promise<MatrixNumbers> {
  const workspace = generateWorkspace(options);
  const fleet = generateVariedFleet(workspace, new Date().toISOString());
  const room = await startScriptedRoom({
    wholeChromium: true,
    capabilities: ['workspace', 'rollouts'],
    handlers: { 'workspace.describe': async () => ({ workspace }) },
    fleet: () => fleet,
    initScript: installProbe,
  });
  cleanup.add(() => room.stop());
  const { page } = room;
  const session = await page.context().newCDPSession(page);

  const paint: Paint[] = [];
  const heapBytes: number[] = [];
  for (let run = 0; run <= options.runs; run += 1) {
    if (run > 0) await page.reload();
    const painted = await readPaint(page);
    if (run > 0) paint.push(painted); // the first one warms the server's side
    await settled(session);
    heapBytes.push(await readHeap(session));
  }
  const scroll = await measureScroll(page, session);
  const update: Update[] = [];
  for (let run = 0; run < options.runs; run += 1) update.push(await measureUpdate(run));
  heapBytes.push(await readHeap(session));
  if (room.pageErrors.length > 0) throw new Error(room.pageErrors.join('\n'));
  return { paint, scroll, update, heapBytes };

  /** So many squares of one environment change at once: whole hosts, with all of their services. */
  async function measureUpdate(run: number): Promise<Update> {
    const count = Math.ceil(options.updates / options.services);
    const hosts = workspace.environments[0]?.hosts.slice(run * count, (run + 1) * count) ?? [];
    await page.locator('[role="grid"]').evaluate((grid) => grid.scrollTo(0, 0));
    await settled(session);
    const { tasks } = await traceMainThread(session, async () => {
      const shown = page.evaluate(waitForEverywhere, `+${run + 2}`);
      for (const host of hosts) {
        const sighting = updatedSighting(workspace, host, run);
        fleet.hosts.splice(
          fleet.hosts.findIndex((it) => it.host === host),
          1,
          sighting,
        );
        room.hubs.fleet.publish({ of: 'host', sighting });
      }
      await shown;
      await settled(session);
    });
    return {
      threadMs: tasks.reduce((sum, task) => sum + task.threadMs, 0),
      longestTaskMs: Math.max(...tasks.map((task) => task.threadMs)),
    };
  }
}

/** In the page: until every cell of the first environment says it. */
function waitForEverywhere(text: string): Promise<void> {
  return new Promise((resolve) => {
    const isThere = (): boolean => {
      const cells = [...document.querySelectorAll('[data-column="0"][role="gridcell"]')];
      return cells.length > 1 && cells.every((cell) => cell.querySelector(`[data-drawn="${text}"]`) !== null);
    };
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document, { subtree: true, childList: true, attributeFilter: ['data-drawn'] });
    if (isThere()) resolve();
  });
}

async function readPaint(page: Page): Promise<Paint> {
  const paintedAtMs = await until('the matrix', async () => (await readProbe(page)).paintedAtMs, deadlineMs);
  const { big } = await readProbe(page);
  const needed = big.filter(({ atMs }) => atMs < paintedAtMs);
  const last = needed.at(-1);
  if (!last) throw new Error('nothing arrived');
  const earlier = needed.slice(0, -1).reduce((sum, { atMs, untilMs }) => sum + untilMs - atMs, 0);
  return {
    sinceLastFrame: paintedAtMs - last.atMs,
    withEarlierWork: paintedAtMs - last.atMs + earlier,
    megabytes: needed.reduce((sum, { length }) => sum + length, 0) / 1e6,
  };
}

/**
 * Turns the wheel over the middle of the matrix, down, across and up again. By the clock it runs at 2,400 pixels a
 * second, as a person would turn it; but then a machine that others keep busy draws few frames that each jump far,
 * and the frame's work is theirs as much as ours. So it is also turned by the frame: 40 pixels, the same way and
 * speed at 60 frames a second, and the next turn only after the frame was drawn.
 */
async function measureScroll(page: Page, session: CDPSession): Promise<MatrixNumbers['scroll']> {
  const byClock = (x: number, y: number) =>
    session.send('Input.synthesizeScrollGesture', {
      x: 700,
      y: 450,
      xDistance: x,
      yDistance: y,
      speed: 2_400,
      gestureSourceType: 'mouse',
    });
  const byFrame = async (x: number, y: number): Promise<void> => {
    const turns = Math.max(Math.abs(x), Math.abs(y)) / 40;
    for (let turn = 0; turn < turns; turn += 1) {
      await session.send('Input.dispatchMouseEvent', {
        type: 'mouseWheel',
        x: 700,
        y: 450,
        deltaX: -x / turns,
        deltaY: -y / turns,
      });
      await page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => resolve())));
    }
  };
  const trace = async (scroll: typeof byFrame) => {
    await page.locator('[role="grid"]').evaluate((grid) => grid.scrollTo(0, 0));
    await settled(session);
    const traced = await traceMainThread(session, async () => {
      await scroll(0, -4_800);
      await scroll(-1_600, 0);
      await scroll(0, 2_400);
    });
    return workPerFrame(traced);
  };
  await byClock(0, -1_200); // the first time compiles
  const steps = await trace(byFrame);
  const clock = await trace(async (x, y) => void (await byClock(x, y)));
  return {
    threadMs: steps.map(({ threadMs }) => threadMs),
    byClockThreadMs: clock.map(({ threadMs }) => threadMs),
    byClockWallMs: clock.map(({ wallMs }) => wallMs),
  };
}

async function readHeap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const used = metrics.find(({ name }) => name === 'JSHeapUsedSize');
  if (!used) throw new Error('the page has no heap');
  return used.value;
}

/** Until the main thread does next to nothing any more. */
async function settled(session: CDPSession): Promise<void> {
  await session.send('Performance.enable');
  let before = Number.NEGATIVE_INFINITY;
  let lookedAtMs = 0;
  await until(
    'a page at rest',
    async () => {
      const atMs = performance.now();
      if (atMs - lookedAtMs < 300) return false;
      const { metrics } = await session.send('Performance.getMetrics');
      const busy = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
      const isAtRest = busy - before < 0.02;
      before = busy;
      lookedAtMs = atMs;
      return isAtRest;
    },
    deadlineMs,
  );
}
