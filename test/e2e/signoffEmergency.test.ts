import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { startSignoffTour } from '../fixtures/signoffTour.ts';
import type { SignoffRoom } from '../fixtures/signoffRoom.ts';

let room: SignoffRoom;
let page: Page;

beforeAll(async () => {
  ({ room } = await startSignoffTour());
  page = room.page;
});
afterAll(() => room.stop());
afterEach(() => {
  if (room.pageErrors.length > 0) throw new Error(`The page complained:\n${room.pageErrors.join('\n')}`);
});

const decision = () => page.getByRole('complementary', { name: 'Decision' });

describe('an emergency', () => {
  it('is red, with its reason shown and never interpreted', async () => {
    await room.goTo('#/promotions/emergency');
    await decision().getByText('EMERGENCY', { exact: true }).waitFor();
    await decision()
      .getByText(/The shop <b>sells<\/b> nothing ⟨BEL⟩⟨U\+202E⟩since two\./)
      .waitFor();
    expect(await page.locator('main b').count()).toBe(0);
    const text = await page.evaluate(() => document.body.innerText);
    expect(text.match(/\p{Bidi_Control}|(?![\n\t])\p{Cc}/gu)).toBeNull();
  });

  it('whose review is overdue shouts in the frame, on top of the list, and on its own page', async () => {
    await room.goTo('#/attention');
    const first = page.getByRole('main').getByRole('listitem').first();
    await first.getByText('Overdue', { exact: true }).waitFor();
    await page.getByRole('contentinfo').getByRole('link', { name: '1 emergency review overdue' }).waitFor();
    await page
      .getByRole('img', { name: /things need attention, the review of an emergency is overdue/ })
      .waitFor();
    await first.getByRole('button', { name: 'Open the promotion' }).click();
    await decision()
      .getByRole('alert')
      .getByText(/The review of this emergency is OVERDUE, 25 hours \d+ minutes? late\./)
      .waitFor();
  });

  it('is not reviewed by who approved it, and says so', async () => {
    room.become('eve');
    await decision().getByText('Eve: approved the emergency').waitFor();
    const review = decision().getByRole('button', { name: /^Sign the review of the emergency shop 1\.4\.0/ });
    expect(await review.isDisabled()).toBe(true);
  });

  it('is let go when somebody who did not write the change has signed the review', async () => {
    room.become('li');
    await decision()
      .getByRole('button', { name: /^Sign the review/, disabled: false })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/have looked at the emergency that brought shop 1\.4\.0 to production/).waitFor();
    await dialog.getByRole('button', { name: 'Sign the review' }).click();
    await decision().getByText('Reviewed by Li Wei, late.').waitFor();
    await page.getByRole('link', { name: /emergency review overdue/ }).waitFor({ state: 'detached' });
  });
});

describe('the matrix', () => {
  it('marks the cell red for what an emergency owes, and tells how many have signed', async () => {
    await room.goTo('#/');
    const cell = (words: RegExp) => page.getByRole('gridcell', { name: words });
    await cell(/^shop in production:.*The emergency with 1\.4\.0 is to be reviewed/).waitFor();
    await cell(/^shop in production:.*1\.4\.0 waits for sign-offs, 1 of 2/).waitFor();
    await page
      .getByRole('columnheader', { name: /production/ })
      .getByLabel('needs sign-off')
      .waitFor();
  });
});

describe('what has run out', () => {
  it('is said to be expired, since when, and what to do', async () => {
    await room.goTo('#/promotions/expired');
    await page
      .getByRole('status')
      .getByText('The approval has expired: it has to be signed again.')
      .waitFor();
    await decision()
      .getByText(/^Expired 3 h ago/)
      .waitFor();
    await page.getByRole('list', { name: 'Life of the promotion' }).getByText('Expired').waitFor();
    expect(await decision().getByRole('button', { name: 'Deploy 1.4.0 to production…' }).isDisabled()).toBe(
      true,
    );
  });
});

describe('the list of promotions', () => {
  it('filters, opens by keyboard, and the palette leads to what is open', async () => {
    await room.goTo('#/');
    await page.getByRole('grid').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    const grid = page.getByRole('grid', { name: 'Promotions' });
    await grid.getByText('withdrawn').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('stale');
    await expect.poll(() => grid.getByRole('row').count()).toBe(2);
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).hash).toBe('#/promotions/stale');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('shop 1.4.0 to production emergency');
    await page
      .getByRole('option', { name: /EMERGENCY/ })
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
  });

  it('says what a promotion is that nobody knows', async () => {
    await room.goTo('#/promotions/p-nowhere');
    await page.getByText('The journal knows no such promotion').waitFor();
  });
});

describe('people and policy', () => {
  it('are told with keys, groups, policies in words, and the file for auditors', async () => {
    await room.goTo('#/people');
    await page
      .getByText(/changed by Mona Boss <mona@shop\.example> in 777777777777/)
      .first()
      .waitFor();
    const pia = page.getByRole('article', { name: /^Pia <i>Ferreira<\/i>/ });
    await pia.getByText('releasers').waitFor();
    await pia.getByText(/^SHA256:/).waitFor();
    await page.getByText('Without a policy: staging', { exact: false }).waitFor();
    const signers = await page.getByRole('region', { name: 'The file allowed_signers' }).textContent();
    expect(signers).toMatch(/li.*namespaces="[^"]*signoff@signalbox/);
  });
});
