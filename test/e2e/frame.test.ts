import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../shared/protocol/fault.ts';
import { generateFleet, generateWorkspace } from '../fixtures/generatedWorkspace.ts';
import { startScriptedRoom, type Scene } from '../fixtures/scriptedRoom.ts';

const workspace = generateWorkspace({ services: 3, environments: 2, hosts: 2 });
const fleet = generateFleet(workspace, '1.0.0', new Date().toISOString());
const opened: Scene = {
  capabilities: ['workspace', 'rollouts'],
  handlers: { 'workspace.describe': async () => ({ workspace }) },
  fleet: () => fleet,
};

let room: Awaited<ReturnType<typeof startScriptedRoom>> | undefined;
async function open(scene: Scene) {
  room = await startScriptedRoom(scene);
  return room;
}
afterEach(async () => {
  const errors = room?.pageErrors ?? [];
  await room?.stop();
  room = undefined;
  if (errors.length > 0) throw new Error(`The page complained:\n${errors.join('\n')}`);
});

describe('the frame', () => {
  it('goes anywhere by the palette, and tells the keys of the screen', async () => {
    const { page } = await open(opened);
    await page.getByText('4 hosts seen').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('promote service-2 to env-2');
    await page.getByRole('option', { name: 'Promote service-2 to env-2' }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).hash).toBe('#/promotion/service-2/env-2');
    await page.goto(`${page.url().split('#')[0]}#/`);
    await page.getByRole('grid').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Promote to the selected cell').waitFor();
  });

  it('keeps no token in the address', async () => {
    const { page } = await open(opened);
    await page.getByRole('grid').waitFor();
    expect(page.url()).not.toContain('token');
  });

  it('shows the standing line, and verifies on demand', async () => {
    const report = {
      ok: true,
      records: 1_204,
      blobs: 0,
      head: { seq: 1_204, chainSha256: 'a'.repeat(64) },
      verifiedAt: new Date().toISOString(),
      durationMs: 5,
      findings: [],
    };
    const { page, hubs } = await open({
      ...opened,
      handlers: {
        ...opened.handlers,
        'journal.verify': async () => {
          hubs.verification.publish({ kind: 'verified', report });
          return report;
        },
      },
    });
    await page.getByText('Journal not verified yet').waitFor();
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByRole('link', { name: 'Chain intact, 1,204 records,' }).waitFor();
  });

  it('says that the line is lost, and goes on by itself when it is back', async () => {
    const { page, dropLines } = await open(opened);
    await page.getByText('4 hosts seen').waitFor();
    const lost = page.getByText(/Connection lost/).waitFor();
    dropLines();
    await lost;
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.getByRole('grid').waitFor();
  });

  it('asks for a passphrase and hands it over once', async () => {
    const answers: unknown[] = [];
    const asked = { promptId: 'p1', kind: 'passphrase', subject: '/keys/id_ed25519', attempt: 1 } as const;
    const { page, hubs } = await open({
      ...opened,
      prompts: () => [asked],
      handlers: {
        ...opened.handlers,
        'prompts.answer': async (answer) => {
          answers.push(answer);
          hubs.prompts.publish({ kind: 'settled', promptId: answer.promptId });
          return {};
        },
      },
    });
    const dialog = page.getByRole('dialog', { name: 'Passphrase needed' });
    await dialog.getByText('/keys/id_ed25519').waitFor();
    await page.keyboard.type('open sesame');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(answers).toEqual([{ promptId: 'p1', answer: 'open sesame' }]);
  });
});

describe('the welcome screen', () => {
  it('is shown where there is a lobby and no workspace; a bad folder says what is wrong', async () => {
    const { page } = await open({
      capabilities: ['lobby'],
      handlers: {
        'lobby.describe': async () => ({
          recent: [
            {
              directory: '/home/ann/shop',
              name: 'Shop',
              openedAt: '2026-11-20T08:00:00.000Z',
              isThere: true,
            },
          ],
        }),
        'lobby.open': () =>
          Promise.reject(
            new Fault('WORKSPACE_NOT_FOUND', 'There is no signalbox.yaml in /nowhere.', {
              wayOut: 'Choose the folder that holds it.',
            }),
          ),
      },
    });
    await page.getByText('Shop', { exact: true }).waitFor();
    await page.getByLabel(/^Folder/).fill('/nowhere');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('There is no signalbox.yaml in /nowhere.').waitFor();
    await page.getByText('Choose the folder that holds it.').waitFor();
  });
});
