import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { asPromotion, requested, revised } from '../fixtures/promotionStory.ts';
import { inMinutes, startSignoffRoom, type SignoffRoom } from '../fixtures/signoffRoom.ts';
import { difference } from '../fixtures/signoffTour.ts';

const started: unknown[] = [];
let room: SignoffRoom;
let page: Page;

beforeAll(async () => {
  room = await startSignoffRoom({
    differences: [difference],
    prompt: { promptId: 'p1', kind: 'passphrase', subject: '/home/li/.ssh/id_ed25519', attempt: 1 },
    handlers: {
      'rollouts.start': async (input) => {
        started.push(input);
        return { rolloutId: 'r-1' };
      },
    },
  });
  page = room.page;
});
afterAll(() => room.stop());
afterEach(() => {
  if (room.pageErrors.length > 0) throw new Error(`The page complained:\n${room.pageErrors.join('\n')}`);
});

const decision = () => page.getByRole('complementary', { name: 'Decision' });
const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const callsOf = (method: string) => room.calls.filter((it) => it.method === method).map((it) => it.input);
const approve = () =>
  page.getByRole('button', { name: 'Approve shop 1.4.0 (sha256 aaaaaaaaaaaa…) for production' });

/** What has the focus: its label, or its text. */
const focused = () =>
  page.evaluate(() => {
    const active = document.activeElement;
    if (active === null || active === document.body) return 'nothing';
    if (active instanceof HTMLInputElement && active.labels?.[0]) return active.labels[0].textContent;
    return (active.getAttribute('aria-label') ?? active.textContent ?? '').trim();
  });
/** Presses Tab as a person would, until the focus is there. */
async function tabTo(pattern: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (pattern.test(await focused())) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${pattern}; it is at ${await focused()}`);
}

describe('asking for sign-offs, by the keyboard alone', () => {
  it('says who would have to sign, and that nobody is at this desktop', async () => {
    await room.goTo('#/promotion/shop/production?version=1.4.0');
    await decision()
      .getByText('You ask Rob, Li Wei, Omar and Pia to sign shop 1.4.0 (sha256 aaaaaaaaaaaa…)', {
        exact: false,
      })
      .waitFor();
    const ask = decision().getByRole('button', { name: 'Ask for sign-offs' });
    expect(await ask.isDisabled()).toBe(true);
    expect(await descriptionOf(/^Ask for sign-offs$/)).toContain('Nobody has unlocked this desktop');
  });

  it('lets Rob say who he is with his key, and shows it in the frame', async () => {
    await press('g', 'u');
    const dialog = page.getByRole('dialog', { name: 'Unlock this desktop' });
    await dialog.waitFor();
    await expect.poll(focused).toMatch(/Ana.*Rob/); // the list of people
    await page.keyboard.type('Rob');
    await dialog.getByText('/home/rob/.ssh/id_ed25519').waitFor();
    await tabTo(/^Unlock$/);
    await press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(callsOf('identity.unlock')).toEqual([
      { person: 'rob', key: { kind: 'file', path: '/home/rob/.ssh/id_ed25519' } },
    ]);
    const card = page.getByRole('region', { name: 'Who is at this desktop' });
    await card.getByText('Rob').waitFor();
    await card
      .getByRole('timer')
      .getByText(/^1\d:\d\d left$/)
      .waitFor();
  });

  it('tells the key on focus', async () => {
    await page.getByRole('button', { name: /^Rob/ }).focus();
    const fingerprint = room.cast.people.find((it) => it.name === 'rob')?.keys[0]?.fingerprint ?? 'none';
    await page.getByRole('tooltip').getByText(fingerprint).waitFor();
  });

  it('asks for exactly this plan, and shows the promotion in its place', async () => {
    await decision().getByRole('button', { name: 'Ask for sign-offs', disabled: false }).waitFor();
    await page.locator('main').focus();
    await tabTo(/^Ask for sign-offs$/);
    await press('Enter');
    await page.getByRole('list', { name: 'Life of the promotion' }).waitFor();
    expect(callsOf('promotions.request')).toMatchObject([
      { version: '1.4.0', rules: 'ordinary', planSha256: 'c'.repeat(64) },
    ]);
    await decision().getByText('Waits for 2 more sign-offs: 0 of 2 signed.').waitFor();
  });
});

describe('who wrote the change', () => {
  it('sees the button, why it cannot be pressed, and presses it in vain', async () => {
    room.become('ana');
    const reason = 'Ana: wrote 2 of 14 commits: a1b2c3d, b1b2c3d';
    await decision().getByText(reason).waitFor();
    expect(await approve().isDisabled()).toBe(true);
    expect(await descriptionOf(/^Approve shop/)).toBe(reason);
    await page.locator('main').focus();
    await tabTo(/^Approve shop/);
    await press('Enter', 'Space');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(callsOf('promotions.statement')).toEqual([]);
  });
});

describe('a sign-off by the keyboard alone', () => {
  it('shows exactly the bytes, asks for the passphrase, and is counted', async () => {
    room.become('li');
    await decision()
      .getByRole('button', { name: /^Approve shop/, disabled: false })
      .waitFor();
    await page.locator('main').focus();
    await tabTo(/^Approve shop/);
    await press('Enter');
    const dialog = page.getByRole('dialog', {
      name: 'Approve shop 1.4.0 (sha256 aaaaaaaaaaaa…) for production',
    });
    await dialog.getByText('You, li, let shop 1.4.0 go to production.').waitFor();
    await expect.poll(focused).toBe('The exact bytes that will be signed');
    const bytes = await dialog
      .getByRole('region', { name: 'The exact bytes that will be signed' })
      .textContent();
    expect(bytes).toMatch(/^\{\n"format":"signalbox-signoff-1",\n"decision":"approve",\n/);
    expect(bytes).toMatch(/"approver":"li",\n"statedAt":"[^"]+",\n"expiresAt":"[^"]+"\n\}\n$/);

    await tabTo(/^Sign the approval$/);
    await press('Enter');
    const question = page.getByRole('dialog', { name: 'Passphrase needed' });
    await question.getByText('/home/li/.ssh/id_ed25519').waitFor();
    await page.keyboard.type('open sesame');
    await press('Enter');
    await question.waitFor({ state: 'detached' });
    await dialog.waitFor({ state: 'detached' });

    expect(callsOf('prompts.answer')).toEqual([{ promptId: 'p1', answer: 'open sesame' }]);
    await page.getByRole('status').getByText('Waits for 1 more sign-off: 1 of 2 signed.').waitFor();
    await expect.poll(focused).toMatch(/^Approve shop/);
    await decision().getByText('Li Wei: signed already').waitFor();
  });

  it('may be made elsewhere: the bytes go out, the signature comes back, and nonsense is refused', async () => {
    await page.getByRole('button', { name: 'Signed elsewhere…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Signed elsewhere' });
    await dialog.getByLabel('Who signs').selectOption('omar');
    await dialog.getByRole('button', { name: 'Hand the statement out' }).click();
    await dialog.getByText('You, omar, let shop 1.4.0 go to production.').waitFor();
    await dialog
      .getByText(/ssh-keygen -Y sign -n signoff@signalbox -f KEY signoff-asked-1\.4\.0-omar-approve-/)
      .waitFor();
    const saved = page.waitForEvent('download');
    await dialog.getByRole('button', { name: /^Download signoff-/ }).click();
    expect((await saved).suggestedFilename()).toMatch(
      /^signoff-asked-1\.4\.0-omar-approve-[0-9a-f]{8}\.json$/,
    );

    await dialog.getByLabel('The signature').fill('nonsense');
    await dialog.getByRole('button', { name: 'Take the signature in' }).click();
    await dialog.getByRole('alert').getByText('This is no armored SSH signature.').waitFor();
    await dialog
      .getByLabel('The signature')
      .fill('\r\n-----BEGIN SSH SIGNATURE-----\r\nU1NIU0lH\r\n-----END SSH SIGNATURE-----\r\n');
    await dialog.getByRole('button', { name: 'Take the signature in' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(callsOf('promotions.takeIn').at(-1)).toEqual({
      promotionId: 'asked-1.4.0',
      signature: '-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n',
    });
    await decision().getByText('Approved by Li Wei and Omar.').waitFor();
  });
});

describe('what was approved', () => {
  it('is deployed as that promotion, and only with the name typed', async () => {
    room.become('rob');
    await decision().getByRole('button', { name: 'Deploy 1.4.0 to production…', disabled: false }).click();
    await page.keyboard.type('production');
    await press('Enter');
    await expect.poll(() => new URL(page.url()).hash).toBe('#/rollout/r-1');
    expect(started).toMatchObject([
      {
        version: '1.4.0',
        promotionId: 'asked-1.4.0',
        planSha256: 'c'.repeat(64),
        confirmEnvironment: 'production',
      },
    ]);
  });

  it('can be checked by anyone: each statement, each signature, and the stock command', async () => {
    await room.goTo('#/promotions/asked-1.4.0');
    await page.getByRole('tab', { name: 'Sign-offs 2' }).click();
    await page.getByRole('region', { name: 'Command to check what li signed' }).waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Signature' }).first().click();
    expect((await saved).suggestedFilename()).toMatch(/\.json\.sig$/);
    await page.getByText(/^SHA256:.*, signed elsewhere$/).waitFor();
  });

  it('is stale when something changed, says what, and cannot be deployed', async () => {
    room.tell(...asPromotion('asked-1.4.0', [revised([difference.text], inMinutes(0))]));
    await page
      .getByRole('status')
      .getByText('The sign-offs are stale: what was signed has changed.')
      .waitFor();
    await decision().getByText(difference.text).waitFor();
    const deploy = decision().getByRole('button', { name: 'Deploy 1.4.0 to production…' });
    expect(await deploy.isDisabled()).toBe(true);
    expect(await descriptionOf(/^Deploy 1\.4\.0/)).toContain('Not approved: what was signed has changed');
  });

  it('is stopped by one rejection, after a last look, and reads on', async () => {
    room.become('eve'); // in no group that could approve it
    await page.getByRole('button', { name: /^Eve/ }).waitFor();
    await decision().getByRole('button', { name: 'Reject…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/A rejection cannot be taken back/).waitFor();
    await dialog.getByRole('button', { name: 'Sign the rejection' }).click();
    await page
      .getByRole('status')
      .getByText(/^Rejected by Eve\./)
      .waitFor();
    expect(
      await decision()
        .getByRole('button', { name: /^(Approve|Reject|Deploy|Withdraw)/ })
        .count(),
    ).toBe(0);
    expect(await page.getByRole('link', { name: /needs? attention/ }).count()).toBe(0);
  });
});

describe('who is at the desktop', () => {
  it('leaves by one key', async () => {
    await page.locator('main').focus();
    await press('l');
    await page.getByRole('button', { name: 'Nobody unlocked' }).waitFor();
    expect(callsOf('identity.lock')).toHaveLength(1);
    expect(await page.getByText(/is no longer at this desktop/).count()).toBe(0);
  });

  it('is told of when the session ends by itself', async () => {
    room.become('omar');
    await page.getByRole('button', { name: /^Omar/ }).waitFor();
    room.become(undefined);
    await page.getByText('Omar is no longer at this desktop').first().waitFor();
    await page.getByRole('button', { name: /^Nobody unlocked.*It was locked at/ }).waitFor();
  });

  it('withdraws with a reason', async () => {
    room.tell(...asPromotion('second', [requested({}, inMinutes(0))]));
    room.become('rob');
    await room.goTo('#/promotions/second');
    await decision().getByRole('button', { name: 'Withdraw…' }).click();
    await page.keyboard.type('Not today');
    await press('Enter');
    await page.getByRole('status').getByText('Withdrawn by Rob.').waitFor();
    expect(callsOf('promotions.withdraw')).toEqual([{ promotionId: 'second', reason: 'Not today' }]);
    await decision().getByText('“Not today”').waitFor();
  });
});

/** What a screen reader says after the name. */
async function descriptionOf(name: RegExp): Promise<string> {
  const button = decision().getByRole('button', { name });
  const id = await button.getAttribute('aria-describedby');
  return id === null ? '' : ((await page.locator(`[id="${id}"]`).textContent()) ?? '').trim();
}
