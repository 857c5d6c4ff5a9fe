import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { Fault } from '../../shared/protocol/fault.ts';
import {
  byHand,
  manyChanges,
  reconciled,
  reportOf,
  startAuditRoom,
  survey,
  type AuditRoom,
} from '../fixtures/auditRoom.ts';
import { until } from '../fixtures/until.ts';

let room: AuditRoom;
let page: Page;
const surveys: unknown[] = [];
let surveyFault: Fault | undefined;

beforeAll(async () => {
  room = await startAuditRoom({
    told: manyChanges(300),
    handlers: {
      'audit.survey': async (input) => {
        surveys.push(input);
        if (surveyFault) throw surveyFault;
        return survey();
      },
    },
  });
  page = room.page;
});
afterAll(() => room?.stop());
afterEach(() => {
  if (room.pageErrors.length > 0) throw new Error(`The page complained:\n${room.pageErrors.join('\n')}`);
});

const grid = () => page.getByRole('grid');
const rowOf = (text: string | RegExp) => grid().locator('[data-row]').filter({ hasText: text });
const standing = () => page.getByRole('region', { name: 'Verification of the journal' });
const open = async (search = ''): Promise<void> => {
  await room.goTo(search === '' ? '#/audit' : `#/audit?${search}`);
  await page.getByRole('heading', { level: 1, name: 'Audit', includeHidden: true }).waitFor();
};
const counts = (text: string) => page.getByRole('search').getByText(text, { exact: true }).waitFor();

describe('production changes', () => {
  it('are all there, newest first, and only those in sight are drawn', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await counts('304 changes');
    await rowOf('failed').getByText('Pia, Li Wei').waitFor();
    const begun = await grid().locator('[data-row] time').allTextContents();
    expect(begun).toEqual(begun.toSorted().toReversed());
    expect(begun.length).toBeLessThan(80);
  });

  it('are filtered by what the address says, and the fields write the address', async () => {
    await open('kind=emergency');
    await counts('1 change');
    await rowOf('emergency').getByText('Eve').waitFor();
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await counts('304 changes');
    await page.getByRole('combobox', { name: 'Everybody' }).selectOption('omar');
    await counts('1 change');
    await page.getByRole('textbox', { name: 'Words' }).fill('SHOP aaaaaaa succeeded');
    await page.keyboard.press('Enter');
    await until('the address has both', () => /person=omar&text=SHOP/.test(page.url()));
    await counts('1 change');
    await open('promotion=done');
    await counts('1 change');
    await open('from=2020-01-01&to=2020-12-31');
    await page.getByText('No change fits').waitFor();
    await page.getByRole('combobox', { name: 'Period' }).selectOption('everything');
    await counts('304 changes');
  });

  it('open their evidence by keyboard, and lead to promotion, rollout and records', async () => {
    await open('promotion=done');
    await counts('1 change');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Evidence of the change' });
    await panel.getByText(/^Omar approved, .*, before the first host/).waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-row'))).toBe('0');
    await page.keyboard.press('Enter');
    await panel.getByRole('button', { name: 'Its records' }).click();
    await until('its records', () => page.url().endsWith('#/journal?promotion=done'));
    await open('change=r-failed');
    await panel.getByText(/web-1 failed and stays out of the pool: the check answered 503/).waitFor();
    await panel.getByRole('button', { name: 'Open the promotion' }).click();
    await until('its promotion', () => page.url().endsWith('#/promotions/failed'));
    await open('change=r-before');
    await panel.getByText(/Nobody had to sign/).waitFor();
    await panel.getByRole('button', { name: 'Open the rollout' }).click();
    await until('its rollout', () => page.url().endsWith('#/rollout/r-before'));
  });
});

describe('the standing line', () => {
  it('says what was verified and when, and what came after it', async () => {
    await open();
    await standing().getByText('The journal is intact.').waitFor();
    await standing()
      .getByText(/1,204 records verified/)
      .waitFor();
    await standing()
      .getByText(/\d+ records are newer/)
      .waitFor();
  });

  it('verifies now, tells how far it is, and can be given up', async () => {
    await open();
    await page.keyboard.press('v');
    room.hubs.verification.publish({ kind: 'running', done: 300, total: 1_200 });
    await standing().getByText('25 %').waitFor();
    await standing().getByRole('button', { name: 'Cancel' }).click();
    await until('the app hears of it', () => room.verifying.givenUp === 1);
    room.hubs.verification.publish({ kind: 'verified', report: reportOf() });
    await standing().getByRole('button', { name: 'Verify now' }).click();
    await standing().getByRole('button', { name: 'Cancel' }).waitFor();
    room.verifying.done(reportOf());
    await page.getByText('Chain intact, 1,204 records.').first().waitFor();
  });

  it('names the first bad record, and the way out', async () => {
    await open();
    const findings = [
      { seq: 812, kind: 'bodyChanged', message: 'the body is not the one that was hashed' },
      { seq: 340, kind: 'signoffInvalid', message: 'the signature of li is not of this statement' },
    ];
    room.hubs.verification.publish({ kind: 'verified', report: reportOf({ ok: false, findings }) });
    await standing().getByText('The journal is not as it was written.').waitFor();
    const note = page.getByRole('alert');
    await note.getByText('2 findings; the first bad record is 340').waitFor();
    await note.getByText('Up to record 339 nothing was found.').waitFor();
    await note.getByText(/Deploy nothing/).waitFor();
    await note.getByRole('button', { name: 'Open record 340' }).click();
    await until('the record', () => page.url().endsWith('#/journal/340'));
    room.hubs.verification.publish({ kind: 'verified', report: reportOf() });
  });
});

describe('exceptions and access', () => {
  it('are those of an export of the period, filtered here, and open their record', async () => {
    await open('tab=exceptions&from=2026-01-01&to=2026-12-31');
    await rowOf('not reviewed').getByText('a review is owed').waitFor();
    expect(surveys.at(-1)).toEqual({
      fromAt: '2026-01-01T00:00:00.000Z',
      toAt: '2027-01-01T00:00:00.000Z',
    });
    const asked = surveys.length;
    await page.getByRole('combobox', { name: 'Everybody' }).selectOption('ana');
    await counts('1 exception');
    expect(surveys.length).toBe(asked);
    await rowOf('sign-off refused').click();
    await until('its record', () => page.url().endsWith('#/journal/28'));
    await open('tab=access');
    await rowOf('may approve').getByText('production').waitFor();
    await rowOf('group').getByText('still').waitFor();
  });

  it('show text from outside as it is, and run none of it', async () => {
    await open('tab=exceptions');
    await rowOf('by hand')
      .getByText('⟨BEL⟩⟨U+202E⟩')
      .or(rowOf('by hand').getByText('⟨BEL⟩'))
      .first()
      .waitFor();
    expect(await rowOf('by hand').locator('b').count()).toBe(0);
  });

  it('say why they cannot be read, and read again', async () => {
    surveyFault = new Fault('JOURNAL_DAMAGED', 'The chain breaks at record 7.');
    await open('tab=access&from=2026-02-01');
    await page.getByText('The chain breaks at record 7.').waitFor();
    surveyFault = undefined;
    await page.getByRole('button', { name: 'Read again' }).click();
    await rowOf('may approve').waitFor();
  });
});

describe('hosts against the journal', () => {
  it('tell what was deployed by hand, on the matrix and in attention too, until a comparison finds it no more', async () => {
    await open('tab=hosts');
    await rowOf('by hand').getByText('web-2', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Compare the hosts now' }).click();
    await until('it was asked', () => room.reconciling.asked.length === 1);
    room.reconciling.done({
      hosts: 2,
      notSeen: [{ host: 'web-3', message: 'no route to host' }],
      differences: [],
    });
    await page.getByText('web-3: no route to host').waitFor();
    await room.goTo('#/');
    await page.getByRole('gridcell', { name: /Hosts and journal disagree: web-2: shop 1\.9\.9/ }).waitFor();
    await room.goTo('#/attention');
    await page.getByRole('button', { name: 'Show the comparison' }).click();
    await rowOf('by hand').waitFor();
    room.tell(reconciled([]));
    await page.getByText('Hosts and journal agree').waitFor();
    room.tell(reconciled([byHand]));
    await rowOf('by hand').waitFor();
  });
});

describe('backups', () => {
  it('are listed, made now, and come with the command that brings one back', async () => {
    await open('tab=backups');
    await rowOf('journal-20260430T000000Z-900.db').getByText('422 kB').waitFor();
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByText('The backup is made and verified.').first().waitFor();
    await rowOf('journal-20260501T000000Z-1204.db').waitFor();
    await page.getByText('signalbox restore journal-20260501T000000Z-1204.db --yes').waitFor();
  });
});
