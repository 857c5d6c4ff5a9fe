import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JournalState } from '../../shared/journal/state.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { describeViolations, runAxe } from '../fixtures/axe.ts';
import { findLayoutFaults } from '../fixtures/layout.ts';
import { startScriptedRoom, type Scene } from '../fixtures/scriptedRoom.ts';
import * as told from '../unit/view/scene.ts';

/**
 * What the three screens that people decide by say when something is not seen, is told no more, or is lost: `shop`
 * on three hosts of production behind two balancers. Each is kept as a picture, for people to look at.
 */
const folder = fileURLToPath(new URL('../../test-results/screens/', import.meta.url));
const { workspace, plan, release } = told;
const available = (version: string) => ({
  ...release(version),
  source: { kind: 'file' as const, path: `artifacts/shop-${version}.tar.gz` },
});
const planSha256 = 'd'.repeat(64);
const rolling: JournalState = told.stateAfter(
  told.requested,
  told.started,
  told.begun('web-1', 'inspect'),
  told.finished('web-1', 'inspect'),
  told.begun('web-1', 'drain'),
);
const away = (host: string) => told.notSeen(host, `${host} does not answer on port 22.`);
const balancerAway = {
  kind: 'notSeen',
  balancer: told.balancers[1] ?? told.balancer('lb-2').balancer,
  at: told.t0.toISOString(),
  message: 'balancer lb-2 cannot be reached: the socket is closed',
} as const;

const scene: Scene = {
  capabilities: ['workspace', 'rollouts'],
  fleet: () => told.allWell,
  handlers: {
    'workspace.describe': async () => ({ workspace }),
    'releases.list': async () => ({ releases: ['1.1.0', '1.0.0'].map(available), problems: [] }),
    'changes.between': async () => ({ commits: [], isCut: false, totalCommits: 0, notAncestors: [] }),
    'rollouts.plan': async () => ({ plan, planSha256, notices: [] }),
    'journal.blob': async () => ({ text: JSON.stringify(plan), sizeBytes: 1_000 }),
    'journal.query': async () => ({ records: [], total: 0, headSeq: 0 }),
  },
};
const addresses = {
  matrix: '#/',
  promotion: '#/promotion/shop/production?version=1.1.0',
  rollout: '#/rollout/rollout-1',
} as const;
type Name = keyof typeof addresses;
const names = ['matrix', 'promotion', 'rollout'] as const;

let room: Awaited<ReturnType<typeof startScriptedRoom>> | undefined;
beforeAll(() => mkdir(folder, { recursive: true }));
afterEach(async () => {
  await room?.stop();
  room = undefined;
});

/** The screen, past its first snapshot. */
async function open(name: Name, more: Partial<Scene> = {}) {
  const state = name === 'rollout' ? { state: () => rolling } : {};
  room = await startScriptedRoom({ ...scene, ...state, ...more });
  await room.page.locator('[data-connection="connected"][data-workspace]').waitFor({ state: 'attached' });
  await room.page.evaluate((hash) => void (window.location.hash = hash), addresses[name]);
  await room.page.getByRole('heading', { level: 1, name: headings[name] }).waitFor();
  return room;
}
const headings = { matrix: 'Matrix', promotion: /^Promote shop/, rollout: /^shop 1\.1\.0/ } as const;

/** Kept, and looked at as every other screen is. */
async function picture(file: string): Promise<void> {
  if (!room) throw new Error('No room is open.');
  const { page } = room;
  await page.screenshot({ path: `${folder}${file}.png`, animations: 'disabled' });
  expect.soft(await findLayoutFaults(page)).toEqual([]);
  expect.soft(describeViolations(await runAxe(page))).toEqual([]);
}

describe('a host that is not seen', () => {
  const [, ...others] = told.allWell.hosts;
  const fleet = () => ({ ...told.allWell, hosts: [away('web-1'), ...others] });

  it('is unknown in the matrix, counted in the frame, and said with the way out among the hosts', async () => {
    const { page } = await open('matrix', { fleet });
    await page.getByRole('link', { name: '1 host not seen' }).waitFor();
    await page.getByRole('gridcell', { name: /^shop in production:.* 1 unknown/ }).click();
    const hosts = page.getByRole('region', { name: 'Hosts of shop in production' });
    await hosts.getByText('web-1 does not answer on port 22.').waitFor();
    await hosts.getByText(/Check that the host runs/).waitFor();
    await picture('matrix-host-not-seen');
  });

  it('is no ground for a promotion: it is named apart, and why', async () => {
    const { page } = await open('promotion', { fleet });
    const from = page.getByRole('region', { name: 'From' });
    await from.getByText('not seen: web-1 does not answer on port 22.').first().waitFor();
    await from.getByText('web-2, web-3').waitFor();
    await picture('promotion-host-not-seen');
  });

  it('is lost from sight in its rollout, which does not call it done', async () => {
    const state = told.stateAfter(
      told.requested,
      told.started,
      told.begun('web-1', 'drain'),
      {
        kind: 'hostFinished',
        rolloutId: 'rollout-1',
        host: told.hosts[0] ?? away('web-1').host,
        outcome: { kind: 'unknown', reason: 'the connection ended' },
      },
      { kind: 'rolloutFinished', rolloutId: 'rollout-1', result: 'failed', reason: 'web-1 was lost' },
    );
    const { page } = await open('rollout', { fleet, state: () => state });
    await page.getByText('web-1 was lost from sight: the connection ended').first().waitFor();
    await page.getByText(/No host runs 1\.1\.0/).waitFor();
    await picture('rollout-host-not-seen');
  });
});

describe('a balancer that is not seen', () => {
  const [first] = told.allWell.balancers;
  const fleet = () => ({ ...told.allWell, balancers: [...(first ? [first] : []), balancerAway] });

  it('is said beside what the other balancer tells, in the matrix', async () => {
    const { page } = await open('matrix', { fleet });
    await page.getByRole('link', { name: '1 balancer not seen' }).waitFor();
    await page.getByRole('gridcell', { name: /^shop in production:/ }).click();
    const hosts = page.getByRole('region', { name: 'Hosts of shop in production' });
    await hosts
      .getByText(/the socket is closed/)
      .first()
      .waitFor();
    expect(await hosts.getByText('UP', { exact: true }).count()).toBe(3);
    expect(await hosts.getByText('not seen', { exact: true }).count()).toBe(3);
    await picture('matrix-balancer-not-seen');
  });

  it('keeps a promotion from being planned, with what is still true', async () => {
    const { page } = await open('promotion', {
      fleet,
      handlers: {
        ...scene.handlers,
        'rollouts.plan': () =>
          Promise.reject(
            new Fault('BALANCER_UNREACHABLE', balancerAway.message, {
              wayOut: 'Check that HAProxy runs, then plan again.',
            }),
          ),
      },
    });
    const decision = page.getByRole('complementary', { name: 'Decision' });
    await decision.getByText(balancerAway.message).waitFor();
    expect(await decision.getByRole('button', { name: /^Deploy/ }).isDisabled()).toBe(true);
    await page.getByRole('tab', { name: 'The literal plan' }).click();
    await page.getByText('Nothing was changed anywhere.').waitFor();
    await picture('promotion-balancer-not-seen');
  });

  it('counts for nothing in the floor of a rollout', async () => {
    const { page } = await open('rollout', { fleet });
    const facts = page.getByLabel('Facts');
    await facts.getByText('lb-2 not seen').waitFor();
    await facts.getByText(/lb-1 3\/3 in service/).waitFor();
    await picture('rollout-balancer-not-seen');
  });
});

describe.each(names)('on the %s', (name) => {
  it('a journal that is told no more is said over what was known before', async () => {
    const opened = await open(name);
    // What no version understands ends the feed.
    opened.hubs.state.publish(JSON.parse('{"seq":"not a record"}'));
    const note = opened.page.getByRole('alert').filter({ hasText: 'No more news' });
    await note.getByText('What is shown is from before.', { exact: false }).waitFor();
    await note.getByRole('button', { name: 'Load anew' }).waitFor();
    await opened.page.getByRole('heading', { level: 1, name: headings[name] }).waitFor();
    await picture(`${name}-journal-ended`);
    await note.getByRole('button', { name: 'Load anew' }).click();
    await note.waitFor({ state: 'detached' });
  });

  it('a line that is lost is said in the frame, keeps the screen, and goes on by itself when it is back', async () => {
    const opened = await open(name);
    const { page } = opened;
    opened.goAway();
    await page.getByText(/Connection lost/).waitFor();
    await page.getByRole('heading', { level: 1, name: headings[name] }).waitFor();
    await picture(`${name}-line-lost`);
    opened.comeBack();
    // It may have tried by itself before anybody presses the button, which is gone then.
    await page.evaluate(() =>
      [...document.querySelectorAll('button')].find((it) => it.textContent === 'Try now')?.click(),
    );
    await page.getByText('Connected', { exact: true }).waitFor();
    opened.hubs.fleet.publish({ of: 'host', sighting: away('web-3') });
    await page.getByRole('link', { name: '1 host not seen' }).waitFor();
  });
});
