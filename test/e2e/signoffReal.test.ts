import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startControlRoom, type ControlRoom } from '../fixtures/controlRoom.ts';
import { startSignoffFleet, type SignoffFleet } from '../fixtures/signoffFleet.ts';
import { untilTold } from '../fixtures/untilTold.ts';

const run = promisify(execFile);
const passphrase = 'open sesame';
let fleet: SignoffFleet;
let room: ControlRoom<undefined>;
let page: Page;
let folder: string;

beforeAll(async () => {
  fleet = await startSignoffFleet();
  folder = await mkdtemp(join(tmpdir(), 'signalbox-elsewhere-'));
  await run('ssh-keygen', ['-q', '-p', '-P', '', '-N', passphrase, '-f', keyFile('li')]);
  room = await startControlRoom({
    fleet: 'none',
    workspace: fleet.workspace,
    config: { keyFolders: [fleet.keyFolder], promotionWatchMs: 200 },
  });
  page = room.page;
});
afterAll(async () => {
  await room.stop();
  await fleet.stop();
  await rm(folder, { recursive: true, force: true });
});

const keyFile = (person: string): string => fleet.keys[person]?.privateKeyFile ?? 'nowhere';
const decision = () => page.getByRole('complementary', { name: 'Decision' });
const approve = () =>
  decision().getByRole('button', { name: /^Approve shop 1\.1\.0 \(sha256 [0-9a-f]{12}…\)/ });
const ready = { timeout: 60_000 };

async function unlockAs(person: string, displayName: string): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').selectOption(person);
  await dialog.getByText(keyFile(person)).waitFor(ready);
  await dialog.getByRole('button', { name: 'Unlock', exact: true }).click();
  if (person === 'li') await answerPassphrase();
  await dialog.waitFor({ state: 'detached', ...ready });
  await page.getByRole('button', { name: new RegExp(`^${displayName}`) }).waitFor();
  await page.locator('main').focus();
}

async function answerPassphrase(): Promise<void> {
  const question = page.getByRole('dialog', { name: 'Passphrase needed' });
  await question.getByLabel('Passphrase').fill(passphrase, ready);
  await question.getByRole('button', { name: 'Unlock' }).click();
  await question.waitFor({ state: 'detached', ...ready });
}

async function keep(download: Download): Promise<string> {
  const file = download.suggestedFilename();
  await download.saveAs(join(folder, file));
  return file;
}

describe('with real keys, commits, hosts and balancers', () => {
  it('Rob asks for sign-offs on what Ana wrote', async () => {
    await room.goTo('#/promotion/shop/production?version=1.1.0');
    await unlockAs('rob', 'Rob');
    await decision()
      .getByText(/You ask Li and Omar to sign shop 1\.1\.0/)
      .waitFor(ready);
    await decision().getByRole('button', { name: 'Ask for sign-offs', disabled: false }).click();
    await decision().getByText('Waits for 2 more sign-offs: 0 of 2 signed.').waitFor(ready);
  });

  it('Ana cannot approve it, and reads why', async () => {
    await unlockAs('ana', 'Ana');
    await decision()
      .getByText(/^Ana: wrote 1 of 1 commit: [0-9a-f]{7}$/)
      .waitFor(ready);
    expect(await approve().isDisabled()).toBe(true);
  });

  it('Li signs exactly the shown bytes, with the passphrase of the key', async () => {
    await unlockAs('li', 'Li');
    await decision()
      .getByRole('button', { name: /^Approve shop/, disabled: false })
      .click();
    const dialog = page.getByRole('dialog', { name: /^Approve shop 1\.1\.0/ });
    const shown = await dialog
      .getByRole('region', { name: 'The exact bytes that will be signed' })
      .textContent(ready);
    await dialog.getByText(keyFile('li')).waitFor(ready);
    await dialog.getByRole('button', { name: 'Sign the approval' }).click();
    await answerPassphrase();
    await dialog.waitFor({ state: 'detached', ...ready });
    await decision().getByText('Waits for 1 more sign-off: 1 of 2 signed.').waitFor(ready);
    const [promotionId = ''] = (
      await room.client.call('journal.records', { afterSeq: 0, limit: 1_000 })
    ).records.flatMap(({ event }) => (event.kind === 'promotionRequested' ? [event.promotionId] : []));
    const { signoffs } = await room.client.call('promotions.proof', { promotionId });
    expect(signoffs.map((it) => it.statement)).toEqual([shown]);
  });

  it('Omar signs elsewhere with the stock command, and brings the signature back', async () => {
    await decision().getByRole('button', { name: 'Signed elsewhere…', disabled: false }).click(ready);
    const dialog = page.getByRole('dialog', { name: 'Signed elsewhere' });
    await dialog.getByLabel('Who signs').selectOption('omar');
    await dialog.getByRole('button', { name: 'Hand the statement out' }).click();
    const command = await dialog.getByRole('region', { name: 'Command to sign' }).textContent(ready);
    const saved = page.waitForEvent('download');
    await dialog.getByRole('button', { name: /^Download/ }).click();
    const statementFile = await keep(await saved);
    await run('sh', ['-c', `${command ?? ''}`.replace('KEY', keyFile('omar'))], { cwd: folder });
    await dialog
      .getByLabel('The signature')
      .fill(await readFile(join(folder, `${statementFile}.sig`), 'utf8'));
    await dialog.getByRole('button', { name: 'Take the signature in' }).click();
    await dialog.waitFor({ state: 'detached', ...ready });
    await decision().getByText('Approved by Li and Omar.').waitFor(ready);
  });

  it('Rob deploys it with the name typed, and the rollout tells who approved it', async () => {
    await unlockAs('rob', 'Rob');
    await decision()
      .getByRole('button', { name: 'Deploy 1.1.0 to production…', disabled: false })
      .click(ready);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Type production to go on').fill('production');
    await dialog.getByRole('button', { name: 'Deploy 1.1.0 to production' }).click();
    await untilTold(room, 'All 2 hosts run 1.1.0 and are in service.');
    await page.getByText('Li and Omar', { exact: true }).waitFor();
    expect(await fleet.versionOn('web-1')).toBe('1.1.0');
  });

  it('anyone checks each sign-off with the commands and files that are shown', async () => {
    await page.getByLabel('Facts').getByRole('link').first().click();
    await page.getByRole('tab', { name: 'Sign-offs 2' }).click();
    const commands = page.getByRole('region', { name: /^Command to check what/ });
    await expect.poll(() => commands.count()).toBe(2);
    for (const name of ['Statement', 'Signature', 'allowed_signers']) {
      for (const button of await page.getByRole('button', { name, exact: true }).all()) {
        const saved = page.waitForEvent('download');
        await button.click();
        await keep(await saved);
      }
    }
    for (const command of await commands.allTextContents()) {
      const { stdout } = await run('sh', ['-c', command], { cwd: folder });
      expect(stdout).toMatch(/^Good "signoff@signalbox" signature for (li|omar) with ED25519 key/);
    }
    expect(room.pageErrors).toEqual([]);
  });
});
