import { afterEach, describe, expect, it } from 'vitest';
import { promotionStandingOf, reviewStandingOf } from '../../../shared/view/promotionStanding.ts';
import { follow } from '../../fixtures/deploy.ts';
import { faultOf, type Scene, startScene } from './scene.ts';

let scene: Scene;
afterEach(() => scene.stop());

const promotionOf = async (id: string) => {
  const promotion = (await scene.state()).promotions[id];
  if (!promotion) throw new Error('the promotion is not in the journal');
  return promotion;
};

describe('the life of a promotion', () => {
  it('ends with one rejection, whoever of the workspace made it', async () => {
    scene = await startScene();
    const id = await scene.request('rob');
    await scene.sign('li', id);
    await scene.sign('eve', id, 'reject');
    expect((await promotionOf(id)).status).toMatchObject({ kind: 'rejected', by: 'eve' });
    expect((await faultOf(scene.sign('omar', id))).code).toBe('PROMOTION_CLOSED');
    await scene.unlock('rob');
    expect((await faultOf(scene.start(id))).code).toBe('PROMOTION_CLOSED');
  });

  it('ends when who asked withdraws it; strangers to it cannot', async () => {
    scene = await startScene();
    const id = await scene.request('rob');
    const withdraw = () =>
      scene.desk.client.call('promotions.withdraw', { promotionId: id, reason: 'The fair is off' });
    await scene.unlock('eve');
    expect((await faultOf(withdraw())).code).toBe('NOT_ELIGIBLE');
    await scene.unlock('rob');
    await withdraw();
    expect((await promotionOf(id)).status).toMatchObject({ kind: 'withdrawn', by: 'rob' });
  });

  it('keeps who signed from working the rollout, where the policy says so', async () => {
    scene = await startScene();
    const id = await scene.request('rob');
    await scene.sign('li', id);
    await scene.sign('omar', id);
    await scene.unlock('li');
    const fault = await faultOf(scene.start(id));
    expect(fault.message).toBe(
      'It is not approved: 1 of 2 sign-offs (omar). li does not count: works the rollout.',
    );
  });

  it('stops a rollout before its next batch when a releaser’s key is revoked meanwhile', async () => {
    scene = await startScene({ hosts: 3, rollout: { batches: [1, 1], soak: '1500ms' } });
    const id = await scene.request('rob');
    await scene.sign('li', id);
    await scene.sign('omar', id);
    await scene.unlock('rob');
    const rolloutId = await scene.start(id);
    const { publicKeyLine: key } = scene.fleet.keys['omar'] ?? { publicKeyLine: '' };
    await scene.fleet.set(['people', 'omar', 'keys', 0], { key, revoked: true });
    const { rollout } = await follow(scene.desk.client, rolloutId);
    expect(rollout.status).toMatchObject({ kind: 'finished', result: 'stopped' });
    expect(rollout.status.kind === 'finished' ? rollout.status.reason : '').toMatch(
      /^It is not approved: 1 of 2 sign-offs \(li\)/,
    );
    const untouched = Object.values(rollout.hosts).filter((it) => it.outcome === undefined);
    expect(untouched.map((it) => it.host)).toContain('web-3');
    const refused = (await scene.records()).find((it) => it.event.kind === 'approvalRefused');
    expect(refused?.event).toMatchObject({ promotionId: id, rolloutId, code: 'SIGNOFF_REQUIRED' });
    expect(await promotionOf(id)).toMatchObject({ status: { kind: 'halted' } });
  });

  it('expires with its sign-offs, and is good again when they sign anew', async () => {
    scene = await startScene({ policy: { required: 1, expiry: '1m' } });
    const id = await scene.request('rob');
    await scene.sign('li', id);
    const promotion = await promotionOf(id);
    const afterwards = new Date(Date.now() + 61_000).toISOString();
    expect(promotionStandingOf(promotion, new Date().toISOString()).kind).toBe('approved');
    expect(promotionStandingOf(promotion, afterwards).kind).toBe('expired');
  });
});

describe('an emergency', () => {
  const policy = {
    emergency: { group: 'oncall', required: 1, reviewWithin: '2h' },
  };

  it('is not there where the policy knows none', async () => {
    scene = await startScene();
    const fault = await faultOf(scene.request('rob', { rules: 'emergency', reason: 'The shop is down' }));
    expect(fault.code).toBe('INVALID_INPUT');
    expect(fault.message).toMatch(/knows no emergencies/);
  });

  it('needs a reason, passes by its own group, and stays owed until a non-implementer reviews it', async () => {
    scene = await startScene({ policy });
    expect((await faultOf(scene.request('rob', { rules: 'emergency' }))).message).toBe(
      'An emergency needs a reason.',
    );
    const id = await scene.request('rob', { rules: 'emergency', reason: 'The shop is down' });
    expect((await faultOf(scene.sign('li', id))).message).toMatch(/not in oncall/);
    await scene.sign('eve', id);
    await scene.unlock('rob');
    const { rollout } = await follow(scene.desk.client, await scene.start(id));
    expect(rollout.status).toMatchObject({ kind: 'finished', result: 'succeeded' });

    const owed = await promotionOf(id);
    expect(reviewStandingOf(owed, new Date().toISOString())).toMatchObject({ kind: 'due' });
    const late = new Date(Date.now() + 3 * 3_600_000).toISOString();
    expect(reviewStandingOf(owed, late)).toMatchObject({ kind: 'overdue' });
    const dossier = await scene.describe(id);
    expect(dossier.reason).toBe('The shop is down');
    expect(dossier.review).toMatchObject({ kind: 'due' });

    expect((await faultOf(scene.sign('ana', id, 'review'))).message).toMatch(/wrote 1 of 1 commit/);
    expect((await faultOf(scene.sign('eve', id, 'review'))).code).toBe('NOT_ELIGIBLE');
    await scene.sign('li', id, 'review');
    expect(reviewStandingOf(await promotionOf(id), late)).toMatchObject({
      kind: 'closed',
      by: 'li',
      wasLate: false,
    });
    expect((await faultOf(scene.sign('omar', id, 'review'))).code).toBe('PROMOTION_CLOSED');
    expect(scene.desk.errors).toEqual([]);
  });
});
