import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lookAt } from '../fixtures/lookAt.ts';
import { startScriptedRoom } from '../fixtures/scriptedRoom.ts';
import * as told from '../unit/view/scene.ts';

/** A rollout that a person has to decide about: kept as pictures, for people to look at. */
const folder = fileURLToPath(new URL('../../test-results/screens/', import.meta.url));
const { workspace, plan } = told;
const hostDone = [told.begun('web-1', 'inspect'), told.finished('web-1', 'inspect')];
const states = {
  paused: told.stateAfter(told.requested, told.started, ...hostDone, {
    kind: 'rolloutPaused',
    rolloutId: 'rollout-1',
    why: 'person',
    reason: 'a look at the orders first',
  }),
  interrupted: told.stateAfter(told.requested, told.started, ...hostDone, told.begun('web-1', 'drain'), {
    kind: 'rolloutInterrupted',
    rolloutId: 'rollout-1',
    reason: 'the process ended',
  }),
};

let room: Awaited<ReturnType<typeof startScriptedRoom>> | undefined;
beforeAll(() => mkdir(folder, { recursive: true }));
afterEach(async () => {
  await room?.stop();
  room = undefined;
});

async function open(name: keyof typeof states) {
  room = await startScriptedRoom({
    capabilities: ['workspace', 'rollouts'],
    fleet: () => told.allWell,
    state: () => states[name],
    handlers: {
      'workspace.describe': async () => ({ workspace }),
      'journal.blob': async () => ({ text: JSON.stringify(plan), sizeBytes: 1_000 }),
      'journal.query': async () => ({ records: [], total: 0, headSeq: 0 }),
    },
  });
  await room.page.locator('[data-connection="connected"][data-workspace]').waitFor({ state: 'attached' });
  await room.page.evaluate(() => void (window.location.hash = '#/rollout/rollout-1'));
  await room.page.getByRole('heading', { level: 1, name: /^shop 1\.1\.0/ }).waitFor();
  return room;
}

describe('a rollout that waits for a person', () => {
  it('says who paused it and why, and offers to resume, to abort and to skip', async () => {
    const { page, pageErrors } = await open('paused');
    await page.getByText('a look at the orders first').first().waitFor();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    expect(await lookAt(page, `${folder}rollout-paused`)).toEqual([]);
    expect(pageErrors).toEqual([]);
  });

  it('says after an interruption what was believed, what is seen, and what going on would do', async () => {
    const { page, pageErrors } = await open('interrupted');
    const table = page.getByRole('region', { name: 'After the interruption' });
    await table.getByText('in the middle of').waitFor();
    expect(await table.getByRole('row').count()).toBe(4);
    expect(await lookAt(page, `${folder}rollout-interrupted`)).toEqual([]);
    expect(pageErrors).toEqual([]);
  });
});
