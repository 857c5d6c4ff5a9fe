import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { promotionStandingOf } from '../../../shared/view/promotionStanding.ts';
import { follow } from '../../fixtures/deploy.ts';
import { until } from '../../fixtures/until.ts';
import { faultOf, type Scene, startScene } from './scene.ts';

const run = promisify(execFile);
let scene: Scene;
let promotionId: string;

beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

const standing = async () => {
  const promotion = (await scene.state()).promotions[promotionId];
  if (!promotion) throw new Error('the promotion is not in the journal');
  return promotionStandingOf(promotion, new Date().toISOString());
};

describe('Ana wrote it, Li and Omar sign, a new commit makes that stale, they sign again, it rolls', () => {
  it('is not rolled out without a promotion', async () => {
    await scene.unlock('rob');
    const fault = await faultOf(scene.start(undefined));
    expect(fault.code).toBe('SIGNOFF_REQUIRED');
  });

  it('is asked for by Rob, and says who can sign and why nobody else', async () => {
    promotionId = await scene.request('rob');
    const { outlook } = await scene.describe(promotionId);
    const standings = Object.fromEntries(
      (outlook.eligibility?.persons ?? []).map((it) => [
        it.person,
        it.standing.kind === 'barred' ? it.standing.bars.map((bar) => bar.text) : it.standing.kind,
      ]),
    );
    const head = (await scene.state()).promotions[promotionId]?.release.commit.slice(0, 7);
    expect(standings).toEqual({
      ana: [`wrote 1 of 1 commit: ${head}`],
      rob: ['not in releasers', 'requested it'],
      li: 'eligible',
      omar: 'eligible',
      eve: ['not in releasers'],
    });
    expect(outlook.gates.every((it) => it.passed)).toBe(true);
  });

  it('is not signed by Ana, though she has a releaser’s key', async () => {
    const fault = await faultOf(scene.sign('ana', promotionId));
    expect(fault.code).toBe('NOT_ELIGIBLE');
    expect(fault.message).toMatch(/^Ana may not approve it: wrote 1 of 1 commit: [0-9a-f]{7}\.$/);
  });

  it('is not rolled out with one sign-off of two', async () => {
    await scene.sign('li', promotionId);
    await scene.unlock('rob');
    const fault = await faultOf(scene.start(promotionId));
    expect(fault.message).toBe('It is not approved: 1 of 2 sign-offs (li).');
  });

  it('is approved by Li and Omar', async () => {
    await scene.sign('omar', promotionId);
    expect(await standing()).toMatchObject({ kind: 'approved', by: ['li', 'omar'] });
  });

  it('becomes stale by itself when Ana commits again and the release is built anew', async () => {
    await scene.fleet.build('1.1.0', await scene.fleet.commit('ana', 'SHOP-7 Round the other way'));
    await until('the promotion is stale', async () => (await standing()).kind === 'stale', 20_000);
    const now = await standing();
    expect(now.kind === 'stale' ? now.changes.join(' ') : '').toMatch(
      /The artifact changed from .* The candidate's commit changed from .* The plan changed from .* Who wrote the change is not what it was/,
    );
    await scene.unlock('rob');
    const fault = await faultOf(scene.start(promotionId));
    expect(fault.code).toBe('SIGNOFF_REQUIRED');
    expect(fault.message).toMatch(/^It is not approved: the sign-offs are stale: The artifact changed/);
    expect(await scene.fleet.versionOn('web-1')).toBe('1.0.0');
  });

  it('is signed again and rolls, with each sign-off verified before the first host and at each batch', async () => {
    await scene.sign('li', promotionId);
    await scene.sign('omar', promotionId);
    await scene.unlock('rob');
    const { rollout, state } = await follow(scene.desk.client, await scene.start(promotionId));
    expect(rollout.status).toMatchObject({ kind: 'finished', result: 'succeeded' });
    expect(rollout.requestedBy).toBe('rob');
    expect(state.promotions[promotionId]?.status.kind).toBe('done');
    const records = await scene.records();
    const verified = records.flatMap(({ seq, event }) =>
      event.kind === 'approvalVerified' ? [{ seq, event }] : [],
    );
    expect(verified.map(({ event }) => event.batch)).toEqual([-1, 0, 1]);
    const firstStep = records.find((it) => it.event.kind === 'stepBegun')?.seq ?? 0;
    expect(verified[0]?.seq).toBeLessThan(firstStep);
    expect(scene.desk.errors).toEqual([]);
  });

  it('is confirmed by stock ssh-keygen from what the journal hands out', async () => {
    const { signoffs, allowedSigners } = await scene.desk.client.call('promotions.proof', { promotionId });
    expect(signoffs.map((it) => it.person)).toEqual(['li', 'omar', 'li', 'omar']);
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-proof-'));
    await writeFile(join(folder, 'allowed_signers'), allowedSigners);
    for (const [index, { person, statement, signature }] of signoffs.entries()) {
      await writeFile(join(folder, `${index}`), statement, 'latin1');
      await writeFile(join(folder, `${index}.sig`), signature, 'latin1');
      const verify = `ssh-keygen -Y verify -f allowed_signers -I "$1" -n signoff@signalbox -s "$2.sig" <"$2"`;
      const { stdout } = await run('sh', ['-c', verify, 'sh', person, `${index}`], { cwd: folder });
      expect(stdout).toMatch(
        new RegExp(`^Good "signoff@signalbox" signature for ${person} with ED25519 key`),
      );
    }
    expect(
      (await readFile(join(folder, '0'), 'latin1')).startsWith('{\n"format":"signalbox-signoff-1",'),
    ).toBe(true);
    await rm(folder, { recursive: true });
  });
});
