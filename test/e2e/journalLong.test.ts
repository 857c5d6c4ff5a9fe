import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareDataFolder } from '../../electron/app/prepareDataFolder.ts';
import { openJournal } from '../../electron/journal/openJournal.ts';
import { toBody } from '../../shared/journal/record.ts';
import { requested, stepBegun, stepFinished, toRecords } from '../fixtures/records.ts';
import { startControlRoom, type ControlRoom } from '../fixtures/controlRoom.ts';
import { until } from '../fixtures/until.ts';

const length = 100_000;
const hostile = '\u202Egnp.exe <img src=x onerror="document.title=1"> \u001b[31mred';
let folder: string;
let room: ControlRoom;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-long-'));
  const workspace = join(folder, 'shop');
  await cp(join(import.meta.dirname, '../../examples/shop'), workspace, { recursive: true });
  await writeLongJournal(join(await prepareDataFolder(workspace), 'journal.db'));
  room = await startControlRoom({ fleet: 'none', workspace, config: { readOnly: true } });
}, 240_000);
afterAll(async () => {
  await room?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function writeLongJournal(path: string): Promise<void> {
  const journal = await openJournal({ path, now: () => new Date(), create: true });
  const batch = 5_000;
  for (let seq = 0; seq < length; seq += batch) {
    const events = Array.from({ length: batch }, (_, index) => eventAt(seq + index));
    const bodies = toRecords(events, {}, seq + 1).map(toBody);
    await journal.append({ expectedSeq: seq, bodies });
  }
  await journal.close();
}

function eventAt(index: number): unknown {
  if (index === 0) return requested('r1');
  if (index === length - 1)
    return {
      kind: 'debtOpened',
      debtId: 'd',
      service: 'shop',
      environment: 'production',
      host: 'web-1',
      rolloutId: 'r1',
      reason: hostile,
    };
  return index % 2 === 1 ? stepBegun('r1', 'web-1', 'drain') : stepFinished('r1', 'web-1', 'drain');
}

describe('a journal of a hundred thousand records', () => {
  const rows = () => room.page.locator('[role="grid"] [data-row]');
  const scrollTo = (share: number) =>
    room.page.locator('[role="grid"]').evaluate((grid, at) => {
      grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * at;
    }, share);
  const numbers = async () =>
    (await room.page.locator('[data-row] [aria-colindex="1"]').allTextContents())
      .filter((it) => it !== '')
      .map(Number);

  it('shows what is in sight and no more, wherever one looks', async () => {
    await room.goTo('#/journal');
    await room.page.locator(`[data-total="${length}"]`).waitFor();
    await until('the newest', async () => (await numbers())[0] === length);
    for (const [share, seq] of [
      [0.5, length / 2],
      [1, 1],
      [0.25, length * 0.75],
      [0, length],
    ] as const) {
      await scrollTo(share);
      await until(`record ${seq}`, async () => (await numbers()).some((it) => Math.abs(it - seq) < 60));
      expect(await rows().count()).toBeLessThan(80);
    }
    expect(await room.page.locator('*').count()).toBeLessThan(2_500);
  });

  it('goes to both ends by keyboard', async () => {
    await rows().first().focus();
    await room.page.keyboard.press('Control+End');
    await until('the oldest', async () => (await numbers()).includes(1));
    await room.page.keyboard.press('Control+Home');
    await until('the newest', async () => (await numbers()).includes(length));
  });

  it('finds words in the sentences, and answers a filter of half of all', async () => {
    await room.goTo('#/journal');
    const words = room.page.getByRole('textbox', { name: 'Words' });
    await words.fill('web-1 drain beg');
    await words.press('Enter');
    // The first half of every pair, but for the first record and the last one.
    await room.page.locator(`[data-total="${length / 2 - 1}"]`).waitFor({ timeout: 110_000 });
    expect(room.page.url()).toContain('text=web-1+drain+beg');
    await scrollTo(1);
    await until('the oldest of them', async () => (await numbers()).includes(2));
    await room.page.getByRole('button', { name: 'Clear' }).first().click();
    await room.page.locator(`[data-total="${length}"]`).waitFor();
  });

  it('shows hostile text and interprets none of it', async () => {
    await room.goTo('#/journal?kind=debtOpened');
    await room.page.locator('[data-total="1"]').waitFor({ timeout: 110_000 });
    await room.goTo(`#/journal?kind=debtOpened&record=${length}`);
    const panel = room.page.getByRole('complementary');
    await panel.getByText('debtOpened').first().waitFor();
    const text = (await panel.textContent()) ?? '';
    expect(text).toContain('<img src=x');
    expect(text).not.toContain('\u202E');
    expect(text).not.toContain('\u001b');
    expect(await room.page.locator('img').count()).toBe(0);
    expect(room.pageErrors).toEqual([]);
  });
});
