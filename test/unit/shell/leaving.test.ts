import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Desk } from '../../../electron/app/desk.ts';
import type { RunningRollout } from '../../../electron/app/deskRollouts.ts';
import { createMainWindow, type MainWindow } from '../../../electron/shell/desktop/mainWindow.ts';
import { followNotices } from '../../../electron/shell/desktop/showNotices.ts';
import { leaveWithCare } from '../../../electron/shell/leaveWithCare.ts';
import { emptyJournalState } from '../../../shared/journal/state.ts';
import type { JournalRecord } from '../../../shared/journal/record.ts';
import { createFeedHub } from '../../../electron/app/router/feedHub.ts';
import { app, desktop, resetDesktop } from '../../fakes/electron.ts';
import { until } from '../../fixtures/until.ts';
import { createFakeApp } from '../protocol/fakeApp.ts';

vi.mock('electron', () => import('../../fakes/electron.ts'));

const rollout: RunningRollout = { id: 'r1', service: 'shop', version: '1.1.0', environment: 'production' };

/** A desk on which a rollout runs until the test lets it end. */
function createBusyDesk() {
  const end = Promise.withResolvers<void>();
  let running = [rollout];
  const happened: string[] = [];
  const openedListeners = new Set<() => void>();
  let snapshots = 0;
  const state = createFeedHub({
    feed: 'state',
    snapshot: () => {
      snapshots += 1;
      return emptyJournalState;
    },
  });
  const fakeApp = createFakeApp({ feeds: { state } });
  const desk: Desk = {
    connect: (transport) => fakeApp.connect(transport),
    open: () => Promise.resolve(),
    openDemo: () => Promise.resolve(),
    current: () => undefined,
    runningRollouts: () => Promise.resolve(running),
    untilNothingRuns: () => end.promise,
    onOpened: (listener) => {
      const told = (): void => listener({ directory: '/w', name: 'w' });
      openedListeners.add(told);
      return () => void openedListeners.delete(told);
    },
    dispose: () => {
      happened.push('disposed');
      return Promise.resolve();
    },
  };
  return {
    desk,
    happened,
    isFollowed: () => snapshots > 0,
    publish: (record: JournalRecord) => state.publish(record),
    tellOpened: () => {
      for (const told of openedListeners) told();
    },
    endRollout: () => {
      running = [];
      end.resolve();
    },
  };
}

let window: MainWindow;
let errors: unknown[];
beforeEach(() => {
  resetDesktop();
  errors = [];
  window = createMainWindow({
    preloadPath: '/preload.cjs',
    stateFile: '/dev/null',
    reportError: (error) => errors.push(error),
  });
  window.show();
});
afterEach(() => resetDesktop());

function leave(desk: Desk): void {
  leaveWithCare({
    desk,
    window,
    beforeLeaving: () => undefined,
    reportError: (error) => errors.push(error),
  });
}

describe('leaving while a rollout runs', () => {
  it('asks, and stays when the person presses Enter or Esc', async () => {
    const { desk, happened } = createBusyDesk();
    leave(desk);
    app.quit();
    app.quit(); // pressed twice: asked once
    await until('the question', () => desktop.asked.length === 1);
    expect(desktop.asked[0]?.detail).toContain('shop 1.1.0 is being rolled out to production.');
    expect(desktop.asked[0]).toMatchObject({ defaultId: 0, cancelId: 0 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(happened).toEqual([]);
    expect(desktop.hasQuit).toBe(false);
    desktop.answers.push(1);
    app.quit();
    await until('the program has quit', () => desktop.hasQuit);
    expect(happened).toEqual(['disposed']);
  });

  it('goes on when the window is closed, says so, and ends with the rollout', async () => {
    const { desk, endRollout, happened } = createBusyDesk();
    leave(desk);
    window.current()?.close();
    await until('the notice', () => desktop.notices.length === 1);
    expect(desktop.notices[0]?.options.body).toContain('shop 1.1.0 is being rolled out to production');
    expect(desktop.hasQuit).toBe(false);
    endRollout();
    await until('the program has quit', () => desktop.hasQuit);
    expect(happened).toEqual(['disposed']);
  });

  it('is there again when the person comes back, and stays then', async () => {
    const { desk, endRollout, happened } = createBusyDesk();
    leave(desk);
    window.current()?.close();
    await until('the notice', () => desktop.notices.length === 1);
    desktop.notices[0]?.emit('click');
    expect(window.current()).toBeDefined();
    endRollout();
    await new Promise((resolve) => setImmediate(resolve));
    expect(happened).toEqual([]);
  });

  it('is possible whatever does not close as it should', async () => {
    const { desk, endRollout } = createBusyDesk();
    endRollout();
    leave({ ...desk, dispose: () => Promise.reject(new Error('the disk is gone')) });
    app.quit();
    await until('the program has quit', () => desktop.hasQuit);
    expect(errors).toMatchObject([{ message: 'the disk is gone' }]);
  });
});

describe('notices', () => {
  const record = (seq: number, event: JournalRecord['event']): JournalRecord => ({
    seq,
    bodySha256: 'a'.repeat(64),
    chainSha256: 'b'.repeat(64),
    envelope: {
      format: 1,
      id: `id-${seq}`,
      at: '2026-11-20T10:00:00.000Z',
      monotonicMs: seq,
      desktop: 'desk',
      app: '0.1.0',
      actor: { kind: 'app', name: 'ann' },
    },
    event,
  });

  it('tell of what needs a person while nobody looks, and of nothing else', async () => {
    const { desk, publish, tellOpened, isFollowed } = createBusyDesk();
    const notices = followNotices({ desk, window });
    tellOpened();
    tellOpened(); // another workspace: one line is followed, the newest
    await until('the line is followed', () => isFollowed());
    publish(record(1, { kind: 'rolloutStopRequested', rolloutId: 'r1', reason: 'lunch' }));
    publish(record(2, { kind: 'rolloutFinished', rolloutId: 'r1', result: 'failed', reason: 'web-1' }));
    publish(record(3, { kind: 'rolloutInterrupted', rolloutId: 'r1', reason: 'gone' }));
    await until('the notices', () => desktop.notices.length === 2);
    expect(desktop.notices.map((it) => it.options)).toEqual([
      { title: 'A rollout needs you', body: 'rollout failed: web-1' },
      {
        title: 'A rollout was interrupted',
        body: 'rollout interrupted: gone; what had begun is unknown until somebody looks',
      },
    ]);
    desktop.notices[0]?.emit('click');
    let looks = 0;
    let isLookedAt = true;
    Reflect.set(window.current() ?? {}, 'isFocused', () => {
      looks += 1;
      return isLookedAt;
    });
    publish(record(4, { kind: 'rolloutFinished', rolloutId: 'r2', result: 'succeeded' }));
    await until('it has been read', () => looks > 0);
    isLookedAt = false;
    publish(record(5, { kind: 'rolloutFinished', rolloutId: 'r3', result: 'succeeded' }));
    await until('the next notice', () => desktop.notices.length > 2);
    expect(desktop.notices.slice(2).map((it) => it.options.title)).toEqual(['A rollout is done']);
    notices.close();
  });
});
