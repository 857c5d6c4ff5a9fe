import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoFleet, type DemoFleet } from '../../../electron/demo/demoFleet.ts';
import { until } from '../../fixtures/until.ts';
import { parseLines, startSignalbox, type Finished } from './signalbox.ts';
import { signalboxHere } from './signalboxHere.ts';

/**
 * One story on one fleet, in the order in which a person would live it: what goes on for a while is a process beside, the
 * commands around it run in this one.
 */
describe('signalbox on a fleet', () => {
  let fleet: DemoFleet;
  const run = (...words: readonly string[]): Promise<Finished> =>
    signalboxHere([...words, '--workspace', fleet.workspaceDirectory]);
  const begin = (...words: readonly string[]) =>
    startSignalbox([...words, '--workspace', fleet.workspaceDirectory]);

  beforeAll(async () => {
    fleet = await startDemoFleet({ signoffs: false });
    const file = join(fleet.workspaceDirectory, 'signalbox.yaml');
    // A release that never becomes healthy is given up sooner than a person would.
    const text = readFileSync(file, 'utf8').replace('checkTimeout: 10s', 'checkTimeout: 5s');
    writeFileSync(file, text);
    fleet.traffic.start({ requestsPerSecond: 30 });
  });
  afterAll(() => fleet.dispose());

  it('finds nothing wrong with the workspace', async () => {
    const { exitCode, out } = await run('check');
    expect(out).toMatch(/^ok {2}\d+ files read, no problems$/m);
    expect(exitCode).toBe(0);
  });

  it('shows what runs where', async () => {
    const { exitCode, out } = await begin('status').finished;
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^shop {2}1\.0\.0 ×2 {2}1\.0\.0 ×6$/m);
    expect(out).toMatch(/^ {2}web-1 +1\.0\.0 +– +passing +UP/m);
    expect(out).toContain('Nothing needs attention.');

    const one = await run('status', '--environment', 'staging', '--json');
    const [answer] = parseLines(one.out);
    expect(answer).toMatchObject({ type: 'status', ok: true });
    expect(answer?.['cells']).toMatchObject([
      { service: 'shop', environment: 'staging', hosts: [{ host: 'staging-1' }, { host: 'staging-2' }] },
    ]);
    expect((await run('status', '-e', 'nowhere')).exitCode).toBe(2);
  });

  it('prints the plan to the letter, and touches nothing', async () => {
    const { exitCode, out } = await run('plan', 'shop', '1.1.0', 'production');
    expect(exitCode).toBe(0);
    expect(out).toContain('batches  web-1  |  web-2 web-3  |  web-4 web-5 web-6');
    expect(out).toMatch(/^ {6}lb-1 > set server shop\/web-1 state drain/m);
    expect(out).toMatch(/^plan SHA-256 [0-9a-f]{64}$/m);
    const json = parseLines((await run('plan', 'shop', '1.1.0', 'production', '--json')).out);
    expect(json).toMatchObject([{ type: 'plan', planSha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  });

  it('refuses what is not there, and says what is', async () => {
    const release = await run('plan', 'shop', '9.9.9', 'production');
    expect(release.exitCode).toBe(2);
    expect(release.err).toContain('→ Releases in releases: ');
    const environment = await run('deploy', 'shop', '1.1.0', 'moon');
    expect(environment.exitCode).toBe(2);
    expect(environment.err).toContain('staging, production');
  });

  it('does not deploy to production without its name, where nobody can be asked', async () => {
    const { exitCode, err } = await run('deploy', 'shop', '1.1.0', 'production');
    expect(exitCode).toBe(2);
    expect(err).toContain('--yes-production production');
    const wrong = await run('deploy', 'shop', '1.1.0', 'production', '--yes-production', 'staging');
    expect(wrong.exitCode).toBe(2);
    expect(
      parseLines((await run('log', '--json', '--kind', 'rolloutRequested', 'hostObserved')).out),
    ).not.toContainEqual(
      expect.objectContaining({ event: expect.objectContaining({ kind: 'rolloutRequested' }) }),
    );
  });

  it('deploys to staging in plain lines, each with its time, for a log file', async () => {
    const { exitCode, out } = await begin('deploy', 'shop', '1.1.0', 'staging').finished;
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z {2}staging-1: start ok in /m);
    expect(out).toMatch(/^succeeded {2}shop 1\.1\.0 in staging: 2 of 2 hosts in /m);
    expect(out).not.toContain('\u001b');
  });

  it('deploys to production, and another process watches it live', async () => {
    const deploying = begin(
      'deploy',
      'shop',
      '1.1.0',
      'production',
      '--yes-production',
      'production',
      '--json',
    );
    await until('the rollout has started', () => deploying.out().includes('"rolloutStarted"'));
    const watching = begin('watch', '--json');
    const seenAlive = until('the watcher follows', () => watching.out().includes('"type":"record"'));
    await Promise.race([
      seenAlive,
      deploying.finished.then(() => Promise.reject(new Error('it ended unwatched'))),
    ]);

    const deployed = await deploying.finished;
    const events = parseLines(deployed.out);
    expect(deployed.exitCode).toBe(0);
    expect(events[0]).toMatchObject({
      type: 'plan',
      batches: [['web-1'], ['web-2', 'web-3'], ['web-4', 'web-5', 'web-6']],
    });
    const types = [...new Set(events.map(({ type }) => type))];
    expect(types.filter((type) => !['plan', 'record', 'tick', 'summary'].includes(String(type)))).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      type: 'summary',
      ok: true,
      result: 'succeeded',
      hosts: { hosts: 6, done: 6 },
      debts: [],
    });

    const watched = await watching.finished;
    expect(watched.exitCode).toBe(0);
    expect(parseLines(watched.out).at(-1)).toMatchObject({
      type: 'summary',
      ok: true,
      rolloutId: events.at(-1)?.['rolloutId'],
    });
    expect(fleet.traffic.totals()).toMatchObject({ failed: 0 });
  });

  it('watches the last rollout when none is running', async () => {
    const { exitCode, out } = await run('watch');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^succeeded {2}shop 1\.1\.0 in production: 6 of 6 hosts/m);
  });

  it('tells what was done: sentences, filters, JSON Lines, and the literal command and output of a step', async () => {
    const all = await run('log', '--limit', '1000');
    expect(all.out).toMatch(
      /Z +\d+ {2}\S+ asked for shop 1\.1\.0 in production: 6 hosts in batches of 1, 2, 3/,
    );
    const filtered = parseLines(
      (await run('log', '--json', '--host', 'web-1', '--kind', 'hostFinished')).out,
    );
    expect(filtered).toMatchObject([{ type: 'record', event: { kind: 'hostFinished', host: 'web-1' } }]);
    expect(parseLines((await run('log', '--json', '--limit', '3')).out)).toHaveLength(3);
    expect((await run('log', '--since', '2099-01-01T00:00:00Z')).out).toBe('');
    expect((await run('log', '--kind', 'nonsense')).exitCode).toBe(2);

    const step = await run('log', '--step', 'last', 'web-1/drain');
    expect(step.out).toContain('lb-1 > set server shop/web-1 state drain');
    expect(step.out).toMatch(/output, \d+ bytes:/);
    expect((await run('log', '--step', 'last', 'web-1/nonsense')).exitCode).toBe(2);
  });

  it('leaves a failed host out: exit code 1, the debt in words, and status asks for attention', async () => {
    const following = begin('log', '--follow', '--json', '--kind', 'debtOpened');
    const { exitCode, out } = await run(
      'deploy',
      'shop',
      '1.2.0',
      'production',
      '--yes-production',
      'production',
    );
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^failed {2}shop 1\.2\.0 in production: 0 of 6 hosts/m);
    expect(out).toMatch(/^ {2}debt {2}web-1 {2}check: /m);

    await until('the follower has seen the debt', () => following.out().includes('"debtOpened"'));
    following.signal('SIGINT');
    expect((await following.finished).exitCode).toBe(0);

    const status = await run('status');
    expect(status.exitCode).toBe(1);
    expect(status.out).toMatch(/web-1 .*MAINT +MAINT/);
    expect(status.out).toContain('    ! debt: check: ');
    expect(status.out).toContain('1 host needs attention.');
    expect(fleet.traffic.totals()).toMatchObject({ failed: 0 });
  });

  it('stops after the host in flight on the first Ctrl-C, and leaves at once on the second', async () => {
    const deploying = begin('deploy', 'shop', '1.2.0', 'production', '--yes-production', 'production');
    await until('a host is being upgraded', () => deploying.out().includes('web-1: start ok'));
    deploying.signal('SIGINT');
    await until('it was asked to stop', () => deploying.out().includes('asked to stop'));
    deploying.signal('SIGINT');
    const { exitCode, out, err } = await deploying.finished;
    expect(exitCode).toBe(130);
    expect(err).toContain('Left at once.');
    expect(out).toMatch(/^interrupted {2}shop 1\.2\.0 in production/m);

    const status = await run('status');
    expect(status.out).toContain(
      '! left open: a rollout of 1.2.0 was interrupted here during "check health"',
    );
    expect(parseLines((await run('log', '--json', '--kind', 'rolloutInterrupted')).out)).toHaveLength(1);
    expect((await run('watch')).exitCode).toBe(130);
  });

  it('mends the host with a good release, and clears the debt', async () => {
    const { exitCode } = await run('deploy', 'shop', '1.1.0', 'production', '--yes-production', 'production');
    expect(exitCode).toBe(0);
    const { exitCode: status, out } = await run('status');
    expect(out).toContain('Nothing needs attention.');
    expect(status).toBe(0);
  });

  it('keeps looking with --watch, and prints what changes', async () => {
    const watching = begin('status', '--watch', '--environment', 'staging');
    await until('the first look is shown', () => watching.out().includes('Nothing needs attention.'));
    expect((await run('deploy', 'shop', '1.0.0', 'staging')).exitCode).toBe(0);
    await until('the change is told', () =>
      watching.out().includes('shop on staging-1 in staging: observed 1.1.0 → 1.0.0'),
    );
    watching.signal('SIGINT');
    expect((await watching.finished).exitCode).toBe(0);
  });

  it('verifies the journal: intact, and not after somebody has changed a record', async () => {
    const intact = await run('verify', '--json');
    expect(intact.exitCode).toBe(0);
    expect(parseLines(intact.out)).toMatchObject([{ type: 'verify', ok: true, findings: [] }]);

    changeRecord(join(fleet.workspaceDirectory, '.signalbox', 'journal.db'));
    const changed = await run('verify');
    expect(changed.exitCode).toBe(1);
    expect(changed.out).toMatch(/^not intact {2}/);
    expect(changed.out).toMatch(/^ {2}record 5: /m);
  });
});

/** As somebody with the file and enough ill will would: past the guards. */
function changeRecord(path: string): void {
  const database = new DatabaseSync(path);
  try {
    const guards = database.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all();
    for (const { name } of guards) database.exec(`DROP TRIGGER "${String(name)}"`);
    database.exec("UPDATE journal SET body = body || ' ' WHERE seq = 5");
  } finally {
    database.close();
  }
}
