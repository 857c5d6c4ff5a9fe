import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoFleet, type DemoFleet } from '../../electron/demo/demoFleet.ts';
import { startControlRoom, type ControlRoom } from '../fixtures/controlRoom.ts';
import { deploy } from '../fixtures/deploy.ts';
import { findLayoutFaults } from '../fixtures/layout.ts';

const run = promisify(execFile);
/** HTML that would run, colours of a terminal, a bell, and a sign that turns the direction of writing round. */
const hostile = '<img src=x onerror="document.title=1"><b>bold</b> \u001b[31mred\u0007 \u202Eesrever';

let fleet: DemoFleet;
let room: ControlRoom<undefined>;
let page: Page;

beforeAll(async () => {
  fleet = await startDemoFleet({ signoffs: false });
  await releaseWithHostileCommit(fleet.workspaceDirectory);
  await printHostileText(fleet.workspaceDirectory);
  room = await startControlRoom({ fleet: 'none', workspace: fleet.workspaceDirectory });
  page = room.page;
});
afterAll(async () => {
  await room.stop();
  await fleet.dispose();
});

async function releaseWithHostileCommit(workspace: string): Promise<void> {
  const repository = join(workspace, 'repository');
  const person = ['-c', 'user.name=<script>alert(1)</script> \u202Eeve', '-c', 'user.email=eve@shop.example'];
  await run('git', ['-C', repository, ...person, 'commit', '--quiet', '--allow-empty', '-m', hostile]);
  const { stdout } = await run('git', ['-C', repository, 'rev-parse', 'HEAD']);
  const good = join(workspace, 'releases', 'shop-1.1.0.yaml');
  const text = await readFile(good, 'utf8');
  await writeFile(good, text.replace(/^commit: .*$/m, `commit: ${stdout.trim()}`));
}

async function printHostileText(workspace: string): Promise<void> {
  const file = join(workspace, 'signalbox.yaml');
  const text = await readFile(file, 'utf8');
  const octal = [...Buffer.from(hostile)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  const changed = text.replace(/^( *)start: \|\n( *)/m, (_, outer: string, inner: string) => {
    return `${outer}start: |\n${inner}printf '${octal}\\012'\n${inner}`;
  });
  expect(changed).not.toBe(text);
  await writeFile(file, changed);
}

/** Signs that act on a terminal or turn writing round, as they would stand in the page's own text. */
async function actingSigns(): Promise<string[]> {
  const text = await page.evaluate(() => document.body.innerText);
  return text.match(/\p{Bidi_Control}|(?![\n\t])\p{Cc}/gu) ?? [];
}

async function expectShownNotInterpreted(): Promise<void> {
  expect(await page.locator('main img, main b, main script').count()).toBe(0);
  expect(await page.title()).toContain('Signalbox');
  expect(await actingSigns()).toEqual([]);
  expect(await findLayoutFaults(page)).toEqual([]);
  expect(room.pageErrors).toEqual([]);
}

describe('hostile text is shown, and never interpreted', () => {
  it('in the message and the author of a commit, on the promotion', async () => {
    await room.goTo('#/promotion/shop/staging?version=1.1.0');
    const commit = page.getByText('<img src=x onerror=').first();
    await commit.waitFor();
    expect(await commit.textContent()).toMatch(/<b>bold<\/b>.*U\+202E.*esrever/);
    await page
      .getByText(/<?script>?alert\(1\)/)
      .first()
      .waitFor();
    await expectShownNotInterpreted();
  });

  it('in what a host prints, on the rollout', async () => {
    const { rollout } = await deploy(room.client, '1.1.0', 'staging');
    expect(rollout.status).toMatchObject({ result: 'succeeded' });
    await room.goTo(`#/rollout/${rollout.id}`);
    await page
      .getByRole('gridcell', { name: /^[^,]+, start: ok/ })
      .first()
      .focus();
    const line = page
      .getByRole('log')
      .getByText(/esrever/)
      .first();
    await line.waitFor();
    expect(await line.textContent()).toMatch(
      /<img src=x onerror=.*<b>bold<\/b>.*⟨ESC⟩.*⟨BEL⟩.*U\+202E.*esrever/,
    );
    await expectShownNotInterpreted();
  });
});
