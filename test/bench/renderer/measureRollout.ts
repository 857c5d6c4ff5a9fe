import { setTimeout as delay } from 'node:timers/promises';
import type { JournalRecord } from '../../../shared/journal/record.ts';
import { reduce } from '../../../shared/journal/reduce.ts';
import { emptyJournalState } from '../../../shared/journal/state.ts';
import { hostStepKind, stagingStepKind } from '../../../shared/model/plan.ts';
import { generateWorkspace } from '../../fixtures/generatedWorkspace.ts';
import { hostFinished, stepBegun, stepFinished, toRecords } from '../../fixtures/records.ts';
import { startScriptedRoom } from '../../fixtures/scriptedRoom.ts';
import { until } from '../../fixtures/until.ts';
import type { Cleanup } from '../lib/cleanup.ts';
import { installProbe } from './pageProbe.ts';

export interface RolloutNumbers {
  readonly events: number;
  /** As they were really published. */
  readonly eventsPerSecond: number;
  /** Steps that the screen does not show as done although both of their events were published. */
  readonly dropped: number;
  /** From a key to the frame that was painted after it, as the Event Timing API tells; its steps are 8 ms. */
  readonly latenciesMs: readonly number[];
  /** From the last event until the screen showed the end. */
  readonly behindMs: number;
}

const id = 'rollout-1';
const steps = [...stagingStepKind.options, ...hostStepKind.options];

/** A rollout that tells of many hosts at once, followed on the screen by somebody who works the keyboard. */
export async function measureRollout(
  options: { readonly hosts: number; readonly rate: number },
  cleanup: Cleanup,
): Promise<RolloutNumbers> {
  const workspace = generateWorkspace({ services: 1, environments: 1, hosts: options.hosts });
  const hosts: readonly string[] = workspace.environments[0]?.hosts ?? [];
  let state = emptyJournalState;
  const room = await startScriptedRoom({
    wholeChromium: true,
    capabilities: ['workspace', 'rollouts'],
    handlers: { 'workspace.describe': async () => ({ workspace }) },
    state: () => state,
    initScript: installProbe,
  });
  cleanup.add(() => room.stop());
  const { page } = room;
  const publish = (record: JournalRecord): void => {
    state = reduce(state, record);
    room.hubs.state.publish(record);
  };
  const records = toRecords(eventsOf(hosts));
  // The lane has columns once a first step has begun.
  records.splice(0, 2 + hosts.length).forEach(publish);
  await page.evaluate((address) => void (window.location.hash = address), `#/rollout/${id}`);
  await page.getByRole('grid').waitFor();
  await until('the hosts', async () => (await page.locator('[data-row]').count()) > 0);
  await page.locator('[data-row][data-column="0"]').first().focus();
  await page.evaluate('window.probe.watch()');

  const keys = new AbortController();
  const typing = typeUntil(keys.signal);
  const begunAtMs = performance.now();
  await publishAtRate(records, options.rate, publish);
  const endedAtMs = performance.now();
  await until('the end on the screen', () => page.evaluate(showsEnd), 60_000);
  const behindMs = performance.now() - endedAtMs;
  keys.abort();
  await typing;
  const latenciesMs = await page.evaluate<number[]>('window.probe.latencies');
  const done = await countDone();
  if (room.pageErrors.length > 0) throw new Error(room.pageErrors.join('\n'));
  return {
    events: records.length,
    eventsPerSecond: records.length / ((endedAtMs - begunAtMs) / 1_000),
    dropped: hosts.length * steps.length - done,
    latenciesMs,
    behindMs,
  };

  async function typeUntil(signal: AbortSignal): Promise<void> {
    for (let index = 0; !signal.aborted; index += 1) {
      await page.keyboard.press(index % 20 < 10 ? 'ArrowDown' : 'ArrowUp');
      await delay(100);
    }
  }

  /** Looks at every row, a screen at a time, since only what is in sight is there. */
  async function countDone(): Promise<number> {
    const doneByHost = new Map<string, number>();
    const height = await page.locator('[role="grid"]').evaluate((grid) => grid.scrollHeight);
    for (let top = 0; top < height; top += 200) {
      await page.locator('[role="grid"]').evaluate((grid, to) => void (grid.scrollTop = to), top);
      await page.evaluate(
        () =>
          new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
      );
      const labels = await page
        .locator('[role="gridcell"][data-row]')
        .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label') ?? ''));
      for (const host of new Set(labels.map((label) => label.split(',')[0] ?? '')))
        doneByHost.set(
          host,
          labels.filter((label) => label.startsWith(`${host},`) && /: ok/.test(label)).length,
        );
    }
    return [...doneByHost.values()].reduce((sum, count) => sum + count, 0);
  }
}

/** In the page: whether the rollout is said to be over. */
function showsEnd(): boolean {
  return document.body.textContent?.includes('succeeded') === true;
}

/** All hosts begin and finish one step after the other, side by side. */
function eventsOf(hosts: readonly string[]): readonly unknown[] {
  const digest = 'd'.repeat(64);
  return [
    {
      kind: 'rolloutRequested',
      rolloutId: id,
      service: 'service-1',
      environment: 'env-1',
      release: { service: 'service-1', version: '2.0.0', commit: 'c'.repeat(40), artifactSha256: digest },
      planSha256: digest,
      batches: [hosts],
    },
    { kind: 'rolloutStarted', rolloutId: id, runner: { machine: 'desk-1', pid: 1, processIdentity: '1' } },
    ...steps.flatMap((step) => [
      ...hosts.map((host) => stepBegun(id, host, step)),
      ...hosts.map((host) => stepFinished(id, host, step)),
    ]),
    ...hosts.map((host) => hostFinished(id, host)),
    { kind: 'rolloutFinished', rolloutId: id, result: 'succeeded' },
  ];
}

/** In small portions on the clock: what is late is caught up, so that the rate is what was asked for. */
async function publishAtRate<T>(
  all: readonly T[],
  perSecond: number,
  publish: (one: T) => void,
): Promise<void> {
  const begunAtMs = performance.now();
  for (let sent = 0; sent < all.length;) {
    const due = Math.min(all.length, Math.floor(((performance.now() - begunAtMs) / 1_000) * perSecond));
    all.slice(sent, due).forEach(publish);
    sent = Math.max(sent, due);
    await delay(5);
  }
}
