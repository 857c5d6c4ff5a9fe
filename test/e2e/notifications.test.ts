import { afterEach, describe, expect, it } from 'vitest';
import type { FleetEvent } from '../../shared/contract/fleetArea.ts';
import { hostName } from '../../shared/model/names.ts';
import { generateFleet, generateWorkspace, sightingOf } from '../fixtures/generatedWorkspace.ts';
import { startScriptedRoom } from '../fixtures/scriptedRoom.ts';

/**
 * Chromium's own notifications, as a person allows or refuses them; nothing can look at those that the system
 * draws, so the page writes down what it makes of the class.
 */
const workspace = generateWorkspace({ services: 1, environments: 1, hosts: 6 });
const at = (): string => new Date().toISOString();
type Shown = { readonly title: string; readonly body: string; readonly tag: string };

let room: Awaited<ReturnType<typeof startScriptedRoom>> | undefined;
afterEach(async () => {
  const errors = room?.pageErrors ?? [];
  await room?.stop();
  room = undefined;
  if (errors.length > 0) throw new Error(`The page complained:\n${errors.join('\n')}`);
});

async function open(options: { readonly permissions: string[]; readonly away?: readonly string[] }) {
  const fleet = generateFleet(workspace, '1.0.0', at());
  const away = new Set(options.away ?? []);
  room = await startScriptedRoom({
    capabilities: ['workspace', 'rollouts'],
    handlers: { 'workspace.describe': async () => ({ workspace }) },
    fleet: () => ({
      ...fleet,
      hosts: fleet.hosts.map((it) => (away.has(it.host) ? notSeen(it.host) : it)),
    }),
    page: { permissions: options.permissions },
    initScript: recordNotifications,
    wholeChromium: true,
  });
  await room.page.getByRole('grid').waitFor();
  return room;
}

/** Runs in the page. */
function recordNotifications(): void {
  const shown: { notification: Notification; title: string; body: string; tag: string }[] = [];
  const Real = window.Notification;
  const Recording = class extends Real {
    constructor(title: string, options: NotificationOptions = {}) {
      super(title, options);
      shown.push({ notification: this, title, body: options.body ?? '', tag: options.tag ?? '' });
    }
  };
  Object.assign(window, { Notification: Recording, shownNotifications: shown, isInFront: false });
  // A browser without a screen says that every page has the focus.
  document.hasFocus = () => Reflect.get(window, 'isInFront') === true;
}

const shown = (): Promise<Shown[]> =>
  room?.page.evaluate(() => {
    const all: Shown[] = Reflect.get(window, 'shownNotifications');
    return all.map(({ title, body, tag }) => ({ title, body, tag }));
  }) ?? Promise.resolve([]);
const bringToFront = (isInFront: boolean) =>
  room?.page.evaluate((value) => void Reflect.set(window, 'isInFront', value), isInFront);
const bell = (words: RegExp) => room?.page.getByRole('button', { name: words });
const counted = (count: number) =>
  room?.page.getByRole('link', { name: new RegExp(`^Attention ${count} thing`) }).waitFor();

function notSeen(host: string) {
  const message = `${host} does not answer.`;
  return { kind: 'notSeen', host: hostName.parse(host), at: at(), trouble: 'unreachable', message } as const;
}
function lose(...hosts: string[]): void {
  for (const host of hosts) room?.hubs.fleet.publish({ of: 'host', sighting: notSeen(host) });
}
function findAgain(host: string): void {
  const event: FleetEvent = { of: 'host', sighting: sightingOf(workspace, host, '1.0.0', at()) };
  room?.hubs.fleet.publish(event);
}

describe('desktop notifications that are allowed', () => {
  it('stay away until they are switched on', async () => {
    await open({ permissions: ['notifications'] });
    lose('env-1-host-1');
    await counted(1);
    expect(await shown()).toEqual([]);
  });

  it('tell what newly needs a person, each matter once, and nothing that was there before', async () => {
    await open({ permissions: ['notifications'], away: ['env-1-host-1'] });
    await counted(1);
    await bell(/notifications are off/)?.click();
    await bell(/notifications are on/)?.waitFor();
    lose('env-1-host-2');
    await expect
      .poll(shown)
      .toEqual([
        { title: 'env-1-host-2', body: 'env-1-host-2 does not answer.', tag: 'hostNotSeen/env-1-host-2' },
      ]);
    // Seen again and again to be away: it has been told.
    lose('env-1-host-2', 'env-1-host-3');
    await counted(3);
    await expect
      .poll(async () => (await shown()).map(({ title }) => title))
      .toEqual(['env-1-host-2', 'env-1-host-3']);
    // The line that comes back brings everything once more; none of it is news.
    room?.dropLines();
    await room?.page.getByText(/Connection lost/).waitFor();
    await room?.page.getByText('Connected', { exact: true }).waitFor();
    lose('env-1-host-4');
    await counted(4);
    await expect.poll(async () => (await shown()).length).toBe(3);
  });

  it('say nothing while the window is in front, nor later of what was told there', async () => {
    await open({ permissions: ['notifications'] });
    await bell(/notifications are off/)?.click();
    await bringToFront(true);
    lose('env-1-host-1');
    await counted(1);
    await bringToFront(false);
    findAgain('env-1-host-2');
    lose('env-1-host-3');
    await counted(2);
    await expect.poll(async () => (await shown()).map(({ title }) => title)).toEqual(['env-1-host-3']);
  });

  it('say nothing of what was there before the window was opened again', async () => {
    await open({ permissions: ['notifications'], away: ['env-1-host-1', 'env-1-host-2'] });
    await bell(/notifications are off/)?.click();
    await room?.page.reload();
    await counted(2);
    lose('env-1-host-3');
    await counted(3);
    await expect.poll(async () => (await shown()).map(({ title }) => title)).toEqual(['env-1-host-3']);
  });

  it('are one when a storm comes, and lead to the list', async () => {
    await open({ permissions: ['notifications'] });
    await bell(/notifications are off/)?.click();
    lose('env-1-host-1', 'env-1-host-2', 'env-1-host-3', 'env-1-host-4', 'env-1-host-5');
    await expect
      .poll(async () => (await shown()).map(({ title }) => title))
      .toEqual(['5 things need attention']);
    await room?.page.evaluate(() => {
      const [first]: { notification: Notification }[] = Reflect.get(window, 'shownNotifications');
      first?.notification.dispatchEvent(new Event('click'));
    });
    await room?.page.getByRole('heading', { name: 'Attention', level: 1 }).waitFor();
  });
});

describe('desktop notifications that are not allowed', () => {
  it('stay switched off, and the page says why', async () => {
    await open({ permissions: [] });
    await bell(/notifications are off/)?.click();
    await room?.page.getByText('This page may not show desktop notifications').first().waitFor();
    await bell(/notifications are off/)?.waitFor();
    lose('env-1-host-1');
    await counted(1);
    expect(await shown()).toEqual([]);
  });
});
