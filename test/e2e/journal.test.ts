import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy } from '../fixtures/deploy.ts';
import { startControlRoom, type ControlRoom } from '../fixtures/controlRoom.ts';
import type { DemoFleet } from '../../electron/demo/demoFleet.ts';
import { until } from '../fixtures/until.ts';

let room: ControlRoom<DemoFleet>;
beforeAll(async () => {
  room = await startControlRoom({ fleet: 'demo' });
  await deploy(room.client, '1.1.0', 'staging');
});
afterAll(() => room?.stop());

const total = (filter: object): Promise<number> =>
  room.client.call('journal.query', { filter, offset: 0, limit: 1 }).then((answer) => answer.total);
const shownTotal = async (): Promise<number> =>
  Number(await room.page.locator('[data-total]').getAttribute('data-total'));
const shows = (expected: () => Promise<number>) =>
  until('the screen counts what the journal has', async () => (await shownTotal()) === (await expected()));

describe('the journal after a rollout', () => {
  it('shows every record, the newest first, and the head as it moves', async () => {
    await room.goTo('#/journal');
    await shows(() => total({}));
    const rows = room.page.getByRole('grid').locator('[data-row]');
    await rows.first().getByText('host').or(rows.first()).first().waitFor();
    const numbers = await room.page.locator('[data-row] [aria-colindex="1"]').allTextContents();
    expect(numbers.map(Number)).toEqual(numbers.map(Number).toSorted((a, b) => b - a));
    await deploy(room.client, '1.0.0', 'staging');
    await shows(() => total({}));
  });

  it('filters by what the address says, and writes the address from its fields', async () => {
    const { page } = room;
    await room.goTo('#/journal?kind=rolloutFinished');
    await shows(() => total({ kinds: ['rolloutFinished'] }));
    expect(await total({ kinds: ['rolloutFinished'] })).toBe(2);
    await page.getByRole('combobox', { name: 'Every kind' }).selectOption('stepFinished');
    await page.getByRole('combobox', { name: 'Every host' }).selectOption({ index: 1 });
    const host = await page.getByRole('combobox', { name: 'Every host' }).inputValue();
    await until('the address has both', () => page.url().includes(`kind=stepFinished&host=${host}`));
    await shows(() => total({ kinds: ['stepFinished'], host }));
    await page.getByRole('textbox', { name: 'Person' }).fill('nobody');
    await page.keyboard.press('Enter');
    await page.getByText('No record fits').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await shows(() => total({}));
    expect(page.url()).toMatch(/#\/journal$/);
  });

  it('filters by time, service, environment and rollout', async () => {
    await room.goTo('#/journal?service=shop&environment=staging');
    await shows(() => total({ service: 'shop', environment: 'staging' }));
    await room.goTo('#/journal?environment=production&kind=rolloutRequested');
    await shows(() => total({ environment: 'production', kinds: ['rolloutRequested'] }));
    await room.goTo('#/journal?to=2020-01-01T00:00');
    await shows(() => Promise.resolve(0));
    await room.page.getByText('No record fits').waitFor();
    const [first] = (
      await room.client.call('journal.query', {
        filter: { kinds: ['rolloutRequested'] },
        offset: 0,
        limit: 1,
      })
    ).records;
    const rolloutId = first && 'rolloutId' in first.event ? first.event.rolloutId : '';
    await room.goTo(`#/journal?rollout=${rolloutId}`);
    await shows(() => total({ rolloutId }));
  });

  it('opens a record by keyboard: its body as text, its hashes, the plan that it names; Esc closes it', async () => {
    const { page } = room;
    await room.goTo('#/journal?kind=rolloutRequested');
    await shows(() => total({ kinds: ['rolloutRequested'] }));
    const row = page.getByRole('grid').locator('[data-row="0"]');
    await row.getByText('asked for').waitFor();
    await row.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: /^Record \d+/ });
    await panel.getByText('"kind": "rolloutRequested"').waitFor();
    expect(await panel.getByRole('button', { name: /^Copy SHA-256 of the body/ }).count()).toBe(1);
    await panel.getByRole('button', { name: 'Show plan' }).click();
    await panel.getByText('"batches"').last().waitFor();
    expect(await panel.getByRole('region', { name: 'Plan' }).textContent()).toContain('"version": "1.1.0"');
    await panel.getByRole('button', { name: 'Hide plan' }).focus();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-row'))).toBe('1');
  });

  it('shows the output of a step, and a record by its own address', async () => {
    const { page } = room;
    const { records } = await room.client.call('journal.query', {
      filter: { kinds: ['stepFinished'] },
      offset: 0,
      limit: 200,
    });
    const withOutput = records.find(
      ({ event }) => event.kind === 'stepFinished' && event.outputSha256 !== undefined,
    );
    if (!withOutput) throw new Error('No step has left an output.');
    await room.goTo(`#/journal/${withOutput.seq}`);
    await page.getByRole('button', { name: 'Show output' }).click();
    await page.getByRole('region', { name: 'Output' }).locator('pre').waitFor();
    await page.getByRole('button', { name: 'After' }).click();
    await until('the next record', () => page.url().endsWith(`#/journal/${withOutput.seq + 1}`));
    await room.goTo('#/journal/999999');
    await page.getByText('There is no record 999999').waitFor();
  });

  it('says that the chain is intact when it was verified', async () => {
    await room.goTo('#/journal');
    // Keys are heard once the screen is there.
    await room.page.getByRole('grid').waitFor();
    await room.page.keyboard.press('v');
    await room.page
      .getByText(/Chain intact, [\d,]+ records/)
      .first()
      .waitFor();
    expect(room.pageErrors).toEqual([]);
  });
});
