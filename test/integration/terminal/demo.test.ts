import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../fixtures/until.ts';
import { parseLines, signalbox, startDemo } from './signalbox.ts';

describe('npm run demo', { timeout: 400_000 }, () => {
  let temporary: string;
  beforeEach(() => void (temporary = mkdtempSync(join(tmpdir(), 'sb-'))));
  afterEach(() => rmSync(temporary, { recursive: true, force: true }));

  it('upgrades the whole fleet by sign-offs, without a failed request, and sums up as JSON', async () => {
    const demo = startDemo(['--headless', '--json'], { environment: { TMPDIR: temporary } });
    const { exitCode, out } = await demo.finished;
    const events = parseLines(out);
    expect(events.filter((event) => event['type'] === 'fault')).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      type: 'summary',
      ok: true,
      failedRequests: 0,
      hosts: 8,
      chain: 'intact',
      requests: expect.any(Number),
      durationMs: expect.any(Number),
      signoffs: { by: ['li', 'omar'], required: 2, verified: 2, stale: 2, exported: 4 },
      evidence: {
        changes: 1,
        verifyScript: 'good',
        app: 'good',
        altered: { verifyScript: 'bad', app: 'bad' },
      },
      rollouts: [{ environment: 'staging' }, { environment: 'staging' }, { environment: 'production' }],
    });
    expect(events.at(-1)?.['requests']).toBeGreaterThan(100);
    expect(exitCode).toBe(0);
    expect(events.every((event) => typeof event['type'] === 'string')).toBe(true);
    expect(readdirSync(temporary)).toEqual([]);

    const ofType = (type: string) => events.filter((event) => event['type'] === type);
    expect(ofType('outlook')).toMatchObject([
      { eligibility: { persons: expect.arrayContaining([expect.objectContaining({ person: 'ana' })]) } },
    ]);
    expect(ofType('refused')).toMatchObject([
      {
        fault: {
          code: 'NOT_ELIGIBLE',
          message: expect.stringMatching(/^Ana Silva may not approve it: wrote 3 of 6 /),
        },
      },
    ]);
    const stale = JSON.stringify(ofType('stale'));
    for (const field of ['artifactSha256', 'headCommit', 'implementersSha256'])
      expect(stale).toContain(field);
    const [honest, altered] = ofType('evidence');
    expect(honest).toMatchObject({ exitCode: 0, findings: [] });
    expect(altered?.['lines']).toContainEqual(
      expect.stringMatching(/^FOUND {2}the signature of li in record/),
    );
    expect(JSON.stringify(altered?.['findings'])).toMatch(/01-li-approve\.statement/);
    const [proof] = ofType('proof');
    expect(proof?.['lines']).toHaveLength(4);
    expect(proof?.['lines']).toContainEqual(
      expect.stringMatching(/^Good "signoff@signalbox" signature for li with ED25519 key SHA256:/),
    );
  });

  it('lets people sign what never becomes healthy, fails with 1, and loses no request', async () => {
    const demo = startDemo(['--broken', '--json'], { environment: { TMPDIR: temporary } });
    const { exitCode, out } = await demo.finished;
    expect(parseLines(out).at(-1)).toMatchObject({
      type: 'summary',
      ok: false,
      version: '1.2.0',
      failedRequests: 0,
      signoffs: { verified: 2, stale: 0 },
      rollouts: [{ environment: 'production', result: 'failed', hosts: { done: 0, failed: 1 } }],
    });
    expect(exitCode).toBe(1);
  });

  it('leaves nothing behind on Ctrl-C in the middle of a rollout', async () => {
    const demo = startDemo(['--headless'], { environment: { TMPDIR: temporary } });
    await until('the production rollout is at work', () => demo.out().includes('web-1: drain ok'), 200_000);
    demo.signal('SIGINT');
    const { exitCode } = await demo.finished;
    expect(exitCode).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('keeps the fleet up with --dir for the commands it names, and the folder after Ctrl-C', async () => {
    const dir = join(temporary, 'kept');
    const demo = startDemo(['--dir', dir], { environment: { TMPDIR: temporary } });
    await until('it invites to play', () => demo.out().includes('stays up until Ctrl-C'), 360_000);
    expect(demo.out()).toContain(`npm run signalbox -- status --watch --workspace ${dir}`);
    const status = await signalbox(['status', '--workspace', dir]);
    expect(demo.out()).toContain(
      `promote shop 1.2.0 production --as rob --key ${join(dir, 'people', 'rob')}`,
    );
    expect(readdirSync(join(dir, 'proof'))).toContain('allowed_signers');
    expect(status.out).toMatch(/^shop {2}1\.1\.0 ×2 {2}1\.1\.0 ×6$/m);
    demo.signal('SIGINT');
    await demo.finished;
    expect(existsSync(join(dir, 'signalbox.yaml'))).toBe(true);
    expect(readdirSync(temporary)).toEqual(['kept']);
    expect((await signalbox(['verify', '--workspace', dir])).exitCode).toBe(0);
  });

  it('refuses a folder with something in it, and options it does not know', async () => {
    const demo = startDemo(['--dir', new URL('.', import.meta.url).pathname]);
    expect(await demo.finished).toMatchObject({ exitCode: 2, out: '' });
    expect((await startDemo(['--bogus']).finished).exitCode).toBe(2);
  });
});
