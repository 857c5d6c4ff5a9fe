import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../fixtures/until.ts';
import { parseLines, signalboxOnTerminal } from './signalbox.ts';
import {
  expectWell,
  inTwoDays,
  passphrase,
  startSignoffScene,
  target,
  type SignoffScene,
} from './signoffScene.ts';

const run = promisify(execFile);

/**
 * The whole life of promotions, as people at their own terminals live it: real hosts, commits, keys and an agent. Asking,
 * signing and rolling out are seen as processes of their own; the commands around them run in this one.
 */
describe('sign-offs on the command line', { timeout: 300_000 }, () => {
  let scene: SignoffScene;
  const command: SignoffScene['command'] = (words) => scene.command(words);
  const commandAsProcess: SignoffScene['commandAsProcess'] = (words, options) =>
    scene.commandAsProcess(words, options);
  const keyOf = (person: string): string => scene.keyOf(person);

  beforeAll(async () => {
    scene = await startSignoffScene();
  });
  afterAll(() => scene.stop());

  let id: string;

  it('says who could sign before anybody is asked, and why others could not', async () => {
    const { exitCode, out } = await command(['who-can-sign', ...target]);
    expect(out).toMatch(/^ {2}✓ implementers +1 commit by ana\.$/m);
    expect(out).toMatch(/policy of production: 2 of releasers, never implementers, requester, operator/);
    expect(out).toMatch(/^ {2}li \(Li\) +can sign {2}SHA256:/m);
    expect(out).toMatch(/^ {2}ana \(Ana\) +cannot +wrote 1 of 1 commit: [0-9a-f]{7}$/m);
    expect(out).toMatch(/^ {2}eve \(Eve\) +cannot +not in releasers$/m);
    expect(out).toMatch(/^2 must sign: 2 can\.$/m);
    expect(exitCode).toBe(0);
    const [json] = parseLines((await command(['who-can-sign', ...target, '--emergency', '--json'])).out);
    expect(json).toMatchObject({
      type: 'outlook',
      ok: true,
      rules: 'emergency',
      eligibility: { required: 1 },
    });
    expect((await command(['who-can-sign', 'shop', '1.1.0'])).exitCode).toBe(2);
  });

  it('answers 1 when nobody could satisfy the policy', async () => {
    await scene.fleet.set(['environments', 0, 'signoff', 'required'], 3);
    const { exitCode, out } = await command(['who-can-sign', ...target]);
    await scene.fleet.set(['environments', 0, 'signoff', 'required'], 2);
    expect(out.replaceAll('\n', ' ')).toContain('3 people of releasers must sign, and only 2 can.');
    expect(exitCode).toBe(1);
  });

  it('is asked by nobody who cannot prove who they are', async () => {
    const nobody = await command(['promote', ...target]);
    expect(nobody).toMatchObject({ exitCode: 2, out: '' });
    expect(nobody.err).toContain('--as PERSON');
    const other = await command(['promote', ...target, '--as', 'rob', '--key', keyOf('ana')]);
    expect(other.exitCode).toBe(2);
    expect(other.err).toContain('(AUTHENTICATION_FAILED)');
    const none = await command(['promote', ...target, '--as', 'eve']);
    expect(none.exitCode).toBe(2);
    expect(none.err).toContain('There is no key here of eve.');
  });

  it('is asked by Rob with the only key of his that is here: the plan, who may decide, and the id', async () => {
    const asked = await commandAsProcess([
      'promote',
      ...target,
      '--as',
      'rob',
      '--reason',
      'The sale begins',
    ]);
    expectWell(asked);
    const { out } = asked;
    expect(out).toMatch(/^shop 1\.1\.0 to production, 2 hosts$/m);
    expect(out).toMatch(/^ {2}rob \(Rob\) +cannot +not in releasers; requested it$/m);
    id = /asked for sign-offs {2}promotion (\S+)$/m.exec(out)?.[1] ?? '';
    expect(id).not.toBe('');
  });

  it('is not rolled out yet: the standing in words, and the way out', async () => {
    const unnamed = await command(['deploy', ...target, '--yes-production', 'production']);
    expect(unnamed.exitCode).toBe(2);
    expect(unnamed.err).toContain('(IDENTITY_REQUIRED)');
    const { exitCode, err } = await command([
      'deploy',
      ...target,
      '--as',
      'rob',
      '--yes-production',
      'production',
    ]);
    expect(exitCode).toBe(2);
    expect(err).toContain('It is not approved: 0 of 2 sign-offs');
    expect(err).toContain(`→ signalbox promotion ${id} shows what is missing`);
  });

  it('is not signed by Ana, who wrote it, nor by anybody without being asked', async () => {
    const ana = await command(['sign', id, '--as', 'ana', '--key', keyOf('ana'), '--yes']);
    expect(ana.exitCode).toBe(2);
    expect(ana.err).toMatch(/Ana may not approve it: wrote 1 of 1 commit: [0-9a-f]{7}\. \(NOT_ELIGIBLE\)/);
    const unasked = await command(['sign', id, '--as', 'omar', '--agent']);
    expect(unasked.exitCode).toBe(2);
    expect(unasked.err).toContain('add --yes');
    const wrong = await command(['sign', id, '--as', 'omar', '--key', keyOf('eve'), '--yes']);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.err).toContain("The statement is omar's, and the key is eve's.");
  });

  it('declines the passphrase where there is no terminal to type it on, and says so', async () => {
    const { exitCode, err } = await commandAsProcess([
      'sign',
      id,
      '--as',
      'li',
      '--key',
      keyOf('li'),
      '--yes',
    ]);
    expect(err).toContain('A passphrase is needed for ');
    expect(err).toContain('(CANCELLED)');
    expect(exitCode).toBe(130);
  });

  it('is signed by Li on a terminal, who sees the bytes, agrees and types a passphrase', async () => {
    const words = ['sign', id, '--as', 'li', '--key', keyOf('li'), '--workspace', scene.fleet.workspace];
    const left = signalboxOnTerminal(words, { environment: scene.environment });
    await until('it asks', () => left.screen().includes('to approve exactly this'), 120_000);
    left.type('n\r');
    expect((await left.finished).exitCode).toBe(130);

    const desk = signalboxOnTerminal(words, { environment: scene.environment });
    await until('it asks', () => desk.screen().includes('to approve exactly this'), 120_000);
    expect(desk.screen()).toContain('"decision":"approve",');
    expect(desk.screen()).toContain('li approves bringing shop 1.1.0 to production: artifact');
    desk.type('y\r');
    await until('the passphrase is asked for', () => desk.screen().includes('Passphrase of '), 120_000);
    desk.type(`${passphrase}\r`);
    const { exitCode, screen } = await desk.finished;
    expect(screen).toContain(`approved  by li: promotion ${id}`);
    expect(screen).not.toContain(passphrase);
    expect(exitCode).toBe(0);
  });

  it('is approved when Omar signs with the key that his agent holds', async () => {
    const signed = await commandAsProcess(['sign', id, '--as', 'omar', '--agent', '--yes', '--json']);
    expectWell(signed);
    expect(parseLines(signed.out)).toMatchObject([
      { type: 'statement', promotionId: id },
      { type: 'signoff', ok: true, person: 'omar', decision: 'approve' },
    ]);
    expect((await command(['promotions'])).out).toMatch(
      /shop 1\.1\.0 {2}production .* approved by li, omar until /,
    );
    const page = await command(['promotion', id]);
    expect(page.out).toMatch(/^shop 1\.1\.0 to production {2}approved by li, omar until /m);
    expect(page.out).toMatch(/^ {2}reason +The sale begins$/m);
    expect(page.out).toMatch(/^ {2}li +approve +\S+Z .* good until /m);
  });

  it('becomes stale with a commit more, says what changed, and is not rolled out', async () => {
    await scene.buildAgain('SHOP-8 Round the other way');
    const page = await command(['promotion', id]);
    expect(page.out).toMatch(/^shop 1\.1\.0 to production {2}stale: what was signed has changed$/m);
    expect(page.out).toContain('! The artifact changed from ');
    expect(page.out).toContain("! The candidate's commit changed from ");
    const { exitCode, err } = await command([
      'deploy',
      ...target,
      '--as',
      'rob',
      '--yes-production',
      'production',
    ]);
    expect(exitCode).toBe(2);
    expect(err).toContain('the sign-offs are stale: The artifact changed from ');
  });

  it('prints the exact bytes to be signed elsewhere, and takes the signature in, once', async () => {
    const issued = await command(['statement', id, '--as', 'omar']);
    expect(issued.out).toMatch(/^\{\n"format":"signalbox-signoff-1",\n[\s\S]*\n\}\n$/);
    expect(issued.err).toContain('ssh-keygen -Y sign -n signoff@signalbox -f KEY');
    const file = await scene.signElsewhere(issued.out, 'omar');
    const taken = await command(['sign', id, '--signature', file]);
    expect(taken.out).toContain(`approved  by omar: promotion ${id}`);
    expect(taken.exitCode).toBe(0);

    const again = await command(['sign', id, '--signature', file]);
    expect(again.exitCode).toBe(2);
    expect(again.err).toContain('This very sign-off was taken in before. (SIGNOFF_REFUSED)');

    const own = await scene.signElsewhere(await scene.statementOf('li', id), 'eve');
    const wrong = await commandAsProcess(['sign', id, '--signature', '-'], {
      input: readFileSync(own, 'utf8'),
    });
    expect(wrong.exitCode).toBe(2);
    expect(wrong.err).toContain("The statement is li's, and the key is eve's.");

    const edited = await scene.signElsewhere(issued.out.replace('"approve"', '"review"'), 'omar');
    const bent = await command(['sign', id, '--signature', edited]);
    expect(bent.exitCode).toBe(2);
    expect(bent.err).toContain('belongs to no statement that was handed out');
    expect((await command(['sign', id, '--signature', join(scene.home, 'nothing')])).exitCode).toBe(2);
  });

  it('rolls once Li has signed again, without a promotion being named', async () => {
    await run('ssh-keygen', ['-q', '-p', '-P', passphrase, '-N', '', '-f', keyOf('li')]);
    await scene.signAs('li', id);
    const words = ['deploy', ...target, '--as', 'rob', '--yes-production', 'production', '--json'];
    const deployed = await commandAsProcess(words);
    expectWell(deployed);
    const events = parseLines(deployed.out);
    expect(events.at(-1)).toMatchObject({ type: 'summary', ok: true, hosts: { done: 2 } });
    const kinds = events.flatMap((it) => (it['type'] === 'record' ? [JSON.stringify(it['event'])] : []));
    expect(kinds.filter((it) => it.includes('"approvalVerified"')).length).toBeGreaterThan(1);
    const [json] = parseLines((await command(['promotion', id, '--json'])).out);
    expect(json).toMatchObject({ type: 'promotion', id, standing: { kind: 'done' }, requester: 'rob' });
    expect((await command(['promotions'])).out).toBe('No promotion waits for anything.\n');
  });

  it('hands its sign-offs out for stock ssh-keygen, whole and never over anything', async () => {
    const folder = join(scene.home, 'audit', 'shop-1.1.0');
    const exported = await command(['promotion', id, '--export', folder]);
    expect(exported.out).toContain(`4 sign-offs written to ${folder}`);
    const files = readdirSync(folder);
    expect(files.filter((it) => it.endsWith('.statement'))).toHaveLength(4);
    expect(files).toEqual(expect.arrayContaining(['README.md', 'allowed_signers', 'verify']));
    expect(files.map((it) => statSync(join(folder, it)).mode & 0o777)).toEqual(files.map(() => 0o644));
    expect(readdirSync(join(scene.home, 'audit'))).toEqual(['shop-1.1.0']);

    const { stdout } = await run('sh', ['verify'], { cwd: folder });
    expect(
      stdout.match(/^Good "signoff@signalbox" signature for (li|omar) with ED25519 key SHA256:/gm),
    ).toHaveLength(4);
    const [one = ''] = files.filter((it) => it.endsWith('.statement'));
    writeFileSync(join(folder, one), readFileSync(join(folder, one), 'utf8').replace('1.1.0', '1.1.1'));
    await expect(run('sh', ['verify'], { cwd: folder })).rejects.toMatchObject({ code: 1 });

    const again = await command(['promotion', id, '--export', folder]);
    expect(again.exitCode).toBe(2);
    expect(again.err).toContain('is not empty, and nothing is written over.');
  });

  it('refuses a signature for another promotion, and one that comes too late', async () => {
    await scene.buildAgain('SHOP-9 Round it anew');
    const first = await scene.promote();
    const earlier = await scene.signElsewhere(await scene.statementOf('omar', first), 'omar');
    const next = await scene.promote();
    expect((await command(['promotions', '--all'])).out).toMatch(/superseded by /);
    const other = await command(['sign', next, '--signature', earlier]);
    expect(other.exitCode).toBe(2);
    expect(other.err).toContain(`It is about promotion ${first}, not ${next}. (SIGNOFF_REFUSED)`);

    const late = await scene.signElsewhere(await scene.statementOf('omar', next), 'omar');
    const expired = await commandAsProcess(['sign', next, '--signature', late], { nodeOptions: inTwoDays });
    expect(expired.exitCode).toBe(2);
    expect(expired.err).toMatch(/The statement was good until \S+Z?\. \(SIGNOFF_REFUSED\)/);
    id = next;
  });

  it('is rejected for good by one, and nobody can sign it then', async () => {
    const rejected = await command(['reject', id, '--as', 'omar', '--yes']);
    expect(rejected.err + rejected.out).toContain(`rejected  by omar: promotion ${id}`);
    const { exitCode, err } = await command(['sign', id, '--as', 'li', '--key', keyOf('li'), '--yes']);
    expect(exitCode).toBe(2);
    expect(err).toContain('(PROMOTION_CLOSED)');
    expect((await command(['promotion', id])).out).toMatch(/rejected by omar, /);
    expect((await command(['who-can-sign', id])).exitCode).toBe(2);
  });

  it('is withdrawn by who asked for it', async () => {
    const asked = await scene.promote();
    const words = ['withdraw', asked.slice(0, 8), '--as', 'rob', '--reason', '1.1.1 goes instead'];
    const { exitCode, out } = await command(words);
    expect(out).toBe(`withdrawn  by rob: promotion ${asked}\n`);
    expect(exitCode).toBe(0);
    expect((await command(['promotions', '--all'])).out).toMatch(/withdrawn by rob: 1\.1\.1 goes instead$/m);
  });

  it('passes an emergency with a reason and one on call, and asks for its review until it is signed', async () => {
    const bare = await command(['promote', ...target, '--as', 'rob', '--emergency']);
    expect(bare.exitCode).toBe(2);
    const emergency = await scene.promote('--emergency', '--reason', 'Checkout fails for everybody');
    await scene.signAs('eve', emergency);
    const deployed = await command(['deploy', ...target, '--as', 'rob', '--yes-production', 'production']);
    expectWell(deployed);

    expect((await command(['promotions'])).out).toMatch(/EMERGENCY .* done, \S+; emergency review due /);
    const page = await command(['promotion', emergency]);
    expect(page.out).toContain('Who may review');
    const reviewers = parseLines((await command(['who-can-sign', emergency, '--json'])).out);
    expect(reviewers).toMatchObject([{ type: 'reviewers', ok: true }]);
    expect(page.out).toMatch(/^ {2}ana \(Ana\) +cannot +wrote /m);
    const ana = await command(['review', emergency, '--as', 'ana', '--key', keyOf('ana'), '--yes']);
    expect(ana.exitCode).toBe(2);
    await scene.signAs('li', emergency, 'review');
    expect((await command(['promotion', emergency])).out).toMatch(/reviewed by li, /);
    expect((await command(['promotions'])).out).toBe('No promotion waits for anything.\n');
    expect((await command(['verify'])).exitCode).toBe(0);
  });
});
