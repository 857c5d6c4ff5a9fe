import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { faultOf, type Scene, startScene } from './scene.ts';

let scene: Scene;
let promotionId: string;

beforeAll(async () => {
  scene = await startScene();
  promotionId = await scene.request('rob');
});
afterAll(() => scene.stop());
/** What was reported behind the scenes, and a test looked for it. */
let expected = 0;
afterEach(() => {
  const unseen = scene.desk.errors.slice(expected);
  if (unseen.length > 0) throw new AggregateError(unseen, 'Something went wrong unseen.');
});

const takeIn = (signature: string, id = promotionId) =>
  scene.desk.client.call('promotions.takeIn', { promotionId: id, signature });

const lastRefusal = async () => {
  const records = await scene.records();
  const event = records.findLast((it) => it.event.kind === 'signoffRefused')?.event;
  return event?.kind === 'signoffRefused' ? event : undefined;
};

describe('a sign-off that must not count', () => {
  it('is refused when it was made for another purpose, and the journal says so', async () => {
    const statement = await scene.statement('li', promotionId);
    const signature = await scene.signElsewhere({ statement, person: 'li', namespace: 'git' });
    const fault = await faultOf(takeIn(signature));
    expect(fault).toMatchObject({ code: 'SIGNOFF_REFUSED', details: ['wrongNamespace'] });
    expect(await lastRefusal()).toMatchObject({ promotionId, code: 'wrongNamespace' });
  });

  it('is refused when somebody else’s key signed', async () => {
    const statement = await scene.statement('li', promotionId);
    const fault = await faultOf(takeIn(await scene.signElsewhere({ statement, person: 'omar' })));
    expect(fault).toMatchObject({ code: 'SIGNOFF_REFUSED', details: ['wrongPrincipal'] });
    expect(fault.message).toBe("The statement is li's, and the key is omar's.");
  });

  it('is refused when the statement was changed by a letter before it was signed', async () => {
    const statement = (await scene.statement('li', promotionId)).replace(
      '"rules":"ordinary"',
      '"rules":"emergency"',
    );
    const fault = await faultOf(takeIn(await scene.signElsewhere({ statement, person: 'li' })));
    expect(fault).toMatchObject({ code: 'SIGNOFF_REFUSED', details: ['signatureInvalid'] });
    expect(fault.message).toBe(
      'The signature belongs to no statement that was handed out for this promotion.',
    );
  });

  it('is refused when it is no signature at all', async () => {
    const fault = await faultOf(takeIn('approved, Li'));
    expect(fault).toMatchObject({ code: 'SIGNOFF_REFUSED', details: ['signatureInvalid'] });
    expect(fault.message).toMatch(/^It is no SSH signature/);
  });

  it('is handed out to nobody who wrote the change, asked for it, or is not in the group', async () => {
    for (const [person, why] of [
      ['ana', /wrote 1 of 1 commit/],
      ['rob', /not in releasers; requested it/],
      ['eve', /not in releasers/],
    ] as const) {
      const fault = await faultOf(scene.statement(person, promotionId));
      expect(fault.code).toBe('NOT_ELIGIBLE');
      expect(fault.message).toMatch(why);
      expect(await lastRefusal()).toMatchObject({ person, code: 'NOT_ELIGIBLE' });
    }
  });

  it('is taken in once, made on another machine with stock ssh-keygen, and never twice', async () => {
    const statement = await scene.statement('li', promotionId);
    const signature = await scene.signElsewhere({ statement, person: 'li' });
    expect(await takeIn(signature)).toMatchObject({ person: 'li', decision: 'approve' });
    const fault = await faultOf(takeIn(signature));
    expect(fault).toMatchObject({ code: 'SIGNOFF_REFUSED', details: ['usedTwice'] });
    expect((await scene.state()).promotions[promotionId]?.signoffs).toHaveLength(1);
  });

  it('is refused for another promotion than it was signed for', async () => {
    const statement = await scene.statement('omar', promotionId);
    const signature = await scene.signElsewhere({ statement, person: 'omar' });
    const next = await scene.request('rob');
    expect((await scene.state()).promotions[promotionId]?.status).toMatchObject({
      kind: 'superseded',
      by: next,
    });
    const fault = await faultOf(takeIn(signature, next));
    expect(fault).toMatchObject({ code: 'SIGNOFF_REFUSED', details: ['otherPromotion'] });
    expect(fault.message).toBe(`It is about promotion ${promotionId}, not ${next}.`);
    expect((await faultOf(takeIn(signature, promotionId))).code).toBe('PROMOTION_CLOSED');
    promotionId = next;
  });

  it('is refused when its key was revoked after it was signed', async () => {
    const statement = await scene.statement('omar', promotionId);
    const signature = await scene.signElsewhere({ statement, person: 'omar' });
    const { publicKeyLine } = scene.fleet.keys['omar'] ?? { publicKeyLine: '' };
    await scene.fleet.set(['people', 'omar', 'keys', 0], { key: publicKeyLine, revoked: true });
    const fault = await faultOf(takeIn(signature));
    expect(fault).toMatchObject({ code: 'SIGNOFF_REFUSED', details: ['keyRevoked'] });
    await scene.fleet.set(['people', 'omar', 'keys', 0], publicKeyLine);
  });

  it('is refused when its key had ended, or has not begun', async () => {
    const { publicKeyLine: key } = scene.fleet.keys['omar'] ?? { publicKeyLine: '' };
    const statement = await scene.statement('omar', promotionId);
    const signature = await scene.signElsewhere({ statement, person: 'omar' });
    await scene.fleet.set(['people', 'omar', 'keys', 0], { key, validBefore: '2026-01-31T00:00:00Z' });
    expect(await faultOf(takeIn(signature))).toMatchObject({ details: ['keyExpired'] });
    expect((await faultOf(scene.statement('omar', promotionId))).message).toMatch(/key expired/);
    await scene.fleet.set(['people', 'omar', 'keys', 0], { key, validFrom: '2099-01-31T00:00:00Z' });
    expect(await faultOf(takeIn(signature))).toMatchObject({ details: ['keyNotYetValid'] });
    await scene.fleet.set(['people', 'omar', 'keys', 0], key);
  });

  it('is refused when what would be deployed is another artifact by then', async () => {
    const statement = await scene.statement('omar', promotionId);
    const signature = await scene.signElsewhere({ statement, person: 'omar' });
    await scene.fleet.build('1.1.0', await scene.fleet.commit('ana', 'SHOP-7 And again'));
    const fault = await faultOf(takeIn(signature));
    expect(fault).toMatchObject({ code: 'SIGNOFF_REFUSED', details: ['otherArtifact'] });
  });

  it('gives nobody any right while the workspace cannot be read', async () => {
    await scene.fleet.rewrite((yaml) => `${yaml}\npeople2: {}\n`);
    expect((await faultOf(scene.statement('li', promotionId))).code).toBe('WORKSPACE_INVALID');
    // Who watches the open promotion finds the same, and says it once.
    await expect.poll(() => scene.desk.errors).toHaveLength(1);
    expect(scene.desk.errors).toMatchObject([{ code: 'WORKSPACE_INVALID' }]);
    expected = 1;
    await scene.fleet.rewrite((yaml) => yaml.replace('\npeople2: {}\n', ''));
  });
});

describe('a promotion that must not be asked for', () => {
  it('is refused to nobody in particular: who asks must prove who they are', async () => {
    await scene.desk.client.call('identity.lock', {});
    const { planSha256 } = await scene.desk.client.call('rollouts.plan', {
      service: 'shop',
      environment: 'production',
      version: '1.1.0',
    });
    const request = {
      service: 'shop',
      environment: 'production',
      version: '1.1.0',
      rules: 'ordinary' as const,
    };
    const fault = await faultOf(scene.desk.client.call('promotions.request', { ...request, planSha256 }));
    expect(fault.code).toBe('IDENTITY_REQUIRED');
  });

  it('is refused when a commit’s author is nobody here, and names the commit', async () => {
    const commit = await scene.fleet.commit('mallory', 'Quietly', { email: 'mallory@elsewhere.example' });
    await scene.fleet.build('1.1.0', commit);
    const fault = await faultOf(scene.request('rob'));
    expect(fault.code).toBe('IMPLEMENTERS_UNKNOWN');
    expect(fault.message).toContain(commit.slice(0, 12));
    expect(fault.wayOut).toMatch(/^Add the address/);
    const refused = (await scene.records()).findLast((it) => it.event.kind === 'promotionRefused');
    expect(refused?.event).toMatchObject({ code: 'IMPLEMENTERS_UNKNOWN', version: '1.1.0' });
    expect(refused?.envelope.actor).toMatchObject({ kind: 'person', name: 'rob' });
    expect(refused?.envelope.actor.fingerprint).toMatch(/^SHA256:/);
  });

  it('is refused when nobody could sign it, with everybody’s reason', async () => {
    await scene.fleet.set(['people', 'ana', 'emails', 1], 'mallory@elsewhere.example');
    await scene.fleet.commit('li', 'Help');
    await scene.fleet.build('1.1.0', await scene.fleet.commit('omar', 'Help too'));
    const fault = await faultOf(scene.request('rob'));
    expect(fault.code).toBe('POLICY_UNSATISFIABLE');
    expect(fault.message).toMatch(
      /2 people of releasers must sign, and nobody can\. Ana: wrote .*; Li: wrote .*; Omar: wrote/,
    );
  });

  it('is refused to an identity that another’s key answers for', async () => {
    const key = { kind: 'file' as const, path: scene.fleet.keys['eve']?.privateKeyFile ?? '' };
    const fault = await faultOf(scene.desk.client.call('identity.unlock', { person: 'rob', key }));
    expect(fault.code).toBe('AUTHENTICATION_FAILED');
    const refused = (await scene.records()).findLast((it) => it.event.kind === 'identityRefused');
    expect(refused?.event).toMatchObject({ person: 'rob' });
  });
});
