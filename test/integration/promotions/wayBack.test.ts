import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireCoveredWayBack } from '../../../electron/app/signoff/wayBack.ts';
import { follow } from '../../fixtures/deploy.ts';
import { type Scene, startScene, target } from './scene.ts';

const run = promisify(execFile);
const { version: _, ...place } = target;
let scene: Scene;
let deployed: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-way-back-'));
  scene = await startScene();
  const promotionId = await scene.request('rob');
  await scene.sign('li', promotionId);
  await scene.sign('omar', promotionId);
  await scene.unlock('rob');
  deployed = await scene.start(promotionId);
  await follow(scene.desk.client, deployed);
});
afterAll(async () => {
  await scene.stop();
  await rm(folder, { recursive: true });
});

describe('going back in an environment with a policy', () => {
  it('is let through by the sign-offs of what is taken back: they name what ran then', async () => {
    const { client } = scene.desk;
    const { planSha256, rollsBack } = await client.call('rollouts.planRollback', place);
    expect(rollsBack).toBe(deployed);
    const request = { ...place, planSha256, confirmEnvironment: 'production', reason: 'it sells nothing' };
    const { rolloutId } = await client.call('rollouts.rollBack', request);
    const { rollout } = await follow(client, rolloutId);
    expect(rollout.status).toMatchObject({ kind: 'finished', result: 'succeeded' });
    expect(await scene.fleet.versionOn('web-1')).toBe('1.0.0');
  });

  it('needs sign-offs of its own for any other bytes', async () => {
    const state = await scene.state();
    const way = { rolloutId: 'r-2', takes: deployed, ...place, version: '0.9.0' };
    expect(() => requireCoveredWayBack(state, { ...way, artifactSha256: '9'.repeat(64) })).toThrow(
      'Nobody has signed for going back to shop 0.9.0 (SHA-256 999999999999…)',
    );
  });

  it('is no finding for whoever verifies, and is said to be what it is', async () => {
    const { client } = scene.desk;
    expect(await client.call('journal.verify', {})).toMatchObject({ ok: true, findings: [] });
    const toPath = join(folder, 'evidence');
    const period = { fromAt: '2020-01-01T00:00:00.000Z', toAt: '2100-01-01T00:00:00.000Z' };
    await client.call('audit.export', { ...period, toPath });
    const { stdout } = await run('sh', [join(toPath, 'verify.sh')]);
    expect(stdout).not.toContain('FOUND');
    const population = await readFile(join(toPath, 'population.jsonl'), 'utf8');
    const rows = population
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(rows).toMatchObject([
      { version: '1.1.0', rules: 'ordinary', approvedBeforeFirstHost: 'yes' },
      {
        version: '1.0.0',
        rules: 'rollback',
        approvedBeforeFirstHost: 'with what it takes back',
        rollbackOf: deployed,
      },
    ]);
  });
});
