import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openJournal } from '../../electron/journal/openJournal.ts';
import { tellWholeStory, toStored } from '../fixtures/auditStory.ts';
import { startControlRoom, type ControlRoom } from '../fixtures/controlRoom.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'signalbox-audit-screen-'));
const workspace = join(folder, 'shop');
const bundle = join(folder, 'first quarter');
let room: ControlRoom<undefined>;

/** The real app on a journal that holds a whole quarter's story, signed with real keys. */
beforeAll(async () => {
  cpSync(new URL('../../examples/shop', import.meta.url), workspace, { recursive: true });
  mkdirSync(join(workspace, '.signalbox'));
  const path = join(workspace, '.signalbox', 'journal.db');
  const story = tellWholeStory();
  const journal = await openJournal({ path, now: () => new Date(), create: true });
  for (const bytes of story.blobs.values()) await journal.putBlob(bytes);
  await journal.append({ expectedSeq: 0, bodies: toStored(story.events).map((it) => it.body) });
  await journal.close();
  room = await startControlRoom({ fleet: 'none', workspace, config: { observeIntervalMs: 3_600_000 } });
});
afterAll(async () => {
  await room?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const linesOf = (name: string): number =>
  readFileSync(join(bundle, name), 'utf8').split('\n').filter(Boolean).length;
const rowsOf = (label: string) => room.page.getByRole('grid', { name: label }).locator('[data-row]');

describe('an auditor at the desk', () => {
  it('has the journal verified, exports a quarter, and its own command checks it', async () => {
    const { page } = room;
    await room.goTo('#/audit?from=2026-01-01&to=2026-03-31');
    await page.getByRole('button', { name: 'Verify now' }).first().click();
    await page.getByText('The journal is intact.').waitFor();
    await page.keyboard.press('x');
    const dialog = page.getByRole('dialog', { name: 'Export evidence' });
    await dialog.getByLabel('A folder').check();
    await dialog.getByLabel(/Draw an auditor/).check();
    await dialog.getByLabel('How many').fill('2');
    await dialog.getByLabel('Where').fill(bundle);
    await page.keyboard.press('Enter');
    const command = dialog.getByRole('region', { name: 'Command to check the evidence' });
    await command.waitFor();
    const { stdout } = await run('sh', ['-c', (await command.textContent()) ?? '']);
    expect(stdout).toMatch(/^GOOD {3}4 changes/);
    await dialog.getByText('4 changes').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
  });

  it('sees on the screen what lies in the bundle: changes, exceptions, access', async () => {
    const { page } = room;
    await rowsOf('Production changes, newest first').nth(3).waitFor();
    expect(await rowsOf('Production changes, newest first').count()).toBe(linesOf('population.jsonl'));
    await page.keyboard.press('2');
    await rowsOf('Exceptions').first().waitFor();
    expect(await rowsOf('Exceptions').count()).toBe(linesOf('exceptions.jsonl'));
    await page.keyboard.press('3');
    await rowsOf('Who could do what').first().waitFor();
    const count = `${linesOf('access.jsonl')} lines`;
    await page.getByRole('search').getByText(count, { exact: true }).waitFor();
  });

  it('opens the evidence of each change, which prints on one page', async () => {
    const { page } = room;
    await page.keyboard.press('1');
    await rowsOf('Production changes, newest first').last().click();
    await page.getByRole('button', { name: 'Open the promotion' }).click();
    await page.getByRole('button', { name: 'Print the page' }).waitFor();
    await page
      .getByText('No commits')
      .or(page.getByText(/commit/))
      .first()
      .waitFor();
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length).toBe(1);
  });

  it('backs the journal up, and the backup is listed', async () => {
    const { page } = room;
    await room.goTo('#/audit?tab=backups');
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByText('The backup is made and verified.').first().waitFor();
    await rowsOf('Backups, newest first').first().waitFor();
    expect(room.pageErrors).toEqual([]);
  });
});
