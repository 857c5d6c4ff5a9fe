import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareDataFolder } from '../../electron/app/prepareDataFolder.ts';
import { startControlRoom, type ControlRoom } from '../fixtures/controlRoom.ts';
import { writeLongJournal } from '../fixtures/longJournal.ts';

/** Nine rollouts of ten hosts, all of which have finished but the last. */
const length = 4_600;
let folder: string;
let room: ControlRoom;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-old-'));
  const workspace = join(folder, 'shop');
  await cp(join(import.meta.dirname, '../../examples/shop'), workspace, { recursive: true });
  await writeLongJournal(join(await prepareDataFolder(workspace), 'journal.db'), length);
  room = await startControlRoom({ fleet: 'none', workspace, config: { readOnly: true } });
});
afterAll(async () => {
  await room?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('a rollout that finished long ago', () => {
  it.each(['rollout-1', 'rollout-7'])(
    'is shown with all its steps, like one that just did: %s',
    async (id) => {
      await room.goTo(`#/rollout/${id}`);
      await room.page.getByRole('gridcell', { name: /^web-10, smoke: ok/ }).waitFor();
      await room.page.getByRole('gridcell', { name: /^web-1, drain: ok/ }).waitFor();
      expect(await room.page.getByRole('gridcell', { name: /waiting/ }).count()).toBe(0);
      expect(room.pageErrors.filter((it) => !it.includes('blob'))).toEqual([]);
    },
  );

  it('is in the list of all, with how it ended', async () => {
    await room.goTo('#/rollouts');
    await room.page.getByText('10 of 10').first().waitFor();
  });
});
