import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../fixtures/until.ts';
import { parseLines, signalbox, startDemo } from './signalbox.ts';

describe('npm run demo', () => {
  let temporary: string;
  beforeEach(() => void (temporary = mkdtempSync(join(tmpdir(), 'sb-'))));
  afterEach(() => rmSync(temporary, { recursive: true, force: true }));

  it('upgrades the whole fleet without a failed request, and sums up as JSON', async () => {
    const demo = startDemo(['--headless', '--json'], { environment: { TMPDIR: temporary } });
    const { exitCode, out } = await demo.finished;
    const events = parseLines(out);
    expect(events.at(-1)).toMatchObject({
      type: 'summary',
      ok: true,
      failedRequests: 0,
      hosts: 8,
      chain: 'intact',
      requests: expect.any(Number),
      durationMs: expect.any(Number),
    });
    expect(events.at(-1)?.['requests']).toBeGreaterThan(100);
    expect(exitCode).toBe(0);
    expect(events.every((event) => typeof event['type'] === 'string')).toBe(true);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('leaves nothing behind on Ctrl-C in the middle of a rollout', async () => {
    const demo = startDemo(['--headless'], { environment: { TMPDIR: temporary } });
    await until('the production rollout is at work', () => demo.out().includes('web-1: drain ok'), 40_000);
    demo.signal('SIGINT');
    const { exitCode } = await demo.finished;
    expect(exitCode).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('keeps the fleet up with --dir for the commands it names, and the folder after Ctrl-C', async () => {
    const dir = join(temporary, 'kept');
    const demo = startDemo(['--dir', dir], { environment: { TMPDIR: temporary } });
    await until('it invites to play', () => demo.out().includes('stays up until Ctrl-C'), 50_000);
    expect(demo.out()).toContain(`npm run signalbox -- status --watch --workspace ${dir}`);
    const status = await signalbox(['status', '--workspace', dir]);
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
