import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { environmentName, serviceName } from '../../../shared/model/names.ts';
import { deploy } from '../../fixtures/deploy.ts';
import { keepWorkspace, type KeptWorkspace } from '../../fixtures/keepWorkspace.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
import { startRealFleet, type RealFleet } from '../../fixtures/realFleet.ts';
import { createSshKey } from '../../fixtures/sshKey.ts';
import { until } from '../../fixtures/until.ts';

let fleet: RealFleet;
let opened: OpenApp | undefined;

const startFleet = (): Promise<RealFleet> =>
  startRealFleet({ hosts: 2, rollout: { stepTimeout: '2s', checkTimeout: '2s' } });

async function closeApp(): Promise<void> {
  await opened?.close();
  opened = undefined;
}

/** One fleet for stories in which no host leaves its pool; each begins with the workspace as it was, and no journal. */
function shareFleet(): void {
  let kept: KeptWorkspace;
  beforeAll(async () => {
    fleet = await startFleet();
    kept = await keepWorkspace(fleet.workspace);
  });
  afterEach(async () => {
    await closeApp();
    await kept.putBack();
  });
  afterAll(async () => {
    await fleet.stop();
    await kept.drop();
  });
}

/** A fleet for each story. */
function startAnew(): void {
  beforeEach(async () => void (fleet = await startFleet()));
  afterEach(async () => {
    await closeApp();
    await fleet.stop();
  });
}

const pool = ['services', 'shop', 'environments', 'production', 'pool'];

const open = async (): Promise<OpenApp['client']> => {
  opened = await openApp(fleet.workspace);
  return opened.client;
};

/** Both hosts serve the version they had, in every pool, and the journal is whole. */
async function expectNothingTouched(): Promise<void> {
  expect((await fleet.statusOnBalancers()).every((server) => server.endsWith(' UP'))).toBe(true);
  for (const host of fleet.hosts) expect(await fleet.versionOn(host.name)).toBe('1.0.0');
  expect(await opened?.client.call('journal.verify', {})).toMatchObject({ ok: true });
}

/** The first host is out as visible debt, the second one is as it was. */
async function expectFirstHostOut(reason: RegExp, version = '1.1.0'): Promise<void> {
  const { rollout, state } = await deploy(await open(), version);
  expect(rollout.status).toMatchObject({ kind: 'finished', result: 'failed' });
  expect(Object.values(state.debts)).toMatchObject([
    { host: 'web-1', reason: expect.stringMatching(reason) },
  ]);
  expect((await fleet.statusOnBalancers()).toSorted()).toEqual([
    'web-1 MAINT',
    'web-1 MAINT',
    'web-2 UP',
    'web-2 UP',
  ]);
  expect(await fleet.versionOn('web-2')).toBe('1.0.0');
}

describe('before anything is touched, it is refused', () => {
  shareFleet();

  it('when the workspace folder is not there', async () => {
    await expect(openApp(join(fleet.workspace, 'nowhere'))).rejects.toMatchObject({
      code: 'WORKSPACE_NOT_FOUND',
      message: expect.stringContaining('nowhere'),
    });
  });

  it('when the YAML is broken, with file, line and column', async () => {
    await fleet.rewrite((yaml) => `${yaml}\nservices: [`);
    await expect(openApp(fleet.workspace)).rejects.toMatchObject({
      code: 'WORKSPACE_INVALID',
      details: expect.arrayContaining([expect.stringMatching(/signalbox\.yaml:\d+:\d+/)]),
    });
  });

  it('when there is no such release, naming those that there are', async () => {
    await expect(deploy(await open(), '9.9.9')).rejects.toMatchObject({
      code: 'RELEASE_NOT_FOUND',
      wayOut: expect.stringContaining('1.1.0'),
    });
    await expectNothingTouched();
  });

  it('when the artifact is missing', async () => {
    await rm(join(fleet.workspace, 'releases/shop-1.1.0.tar.gz'));
    await expect(deploy(await open(), '1.1.0')).rejects.toMatchObject({
      code: 'ARTIFACT_MISSING',
      message: expect.stringContaining('shop-1.1.0.tar.gz'),
    });
    await expectNothingTouched();
  });

  it('when the artifact has another digest, naming both', async () => {
    const artifact = join(fleet.workspace, 'releases/shop-1.1.0.tar.gz');
    await writeFile(artifact, Buffer.concat([await readFile(artifact), Buffer.from('!')]));
    await expect(deploy(await open(), '1.1.0')).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      message: expect.stringContaining(fleet.digests['1.1.0'] ?? ''),
    });
    await expectNothingTouched();
  });

  it('when a backend is unknown', async () => {
    await fleet.set([...pool, 'backend'], 'be_other');
    await expect(deploy(await open(), '1.1.0')).rejects.toMatchObject({
      code: 'BALANCER_UNKNOWN_TARGET',
      message: expect.stringContaining('be_other'),
    });
    await expectNothingTouched();
  });

  it('when a server is unknown', async () => {
    await fleet.set([...pool, 'server'], 'x-{host}');
    await expect(deploy(await open(), '1.1.0')).rejects.toMatchObject({
      code: 'BALANCER_UNKNOWN_TARGET',
      message: expect.stringContaining('x-web-1'),
    });
    await expectNothingTouched();
  });

  it('when production is not confirmed by its name', async () => {
    const client = await open();
    await expect(
      client.call('rollouts.start', {
        service: serviceName.parse('shop'),
        environment: environmentName.parse('production'),
        version: '1.1.0',
        planSha256: '0'.repeat(64),
      }),
    ).rejects.toMatchObject({ code: 'CONFIRMATION_REQUIRED' });
    await expectNothingTouched();
  });

  // Last: nothing starts that balancer again.
  it('when a HAProxy socket is closed', async () => {
    await fleet.balancers[1]?.stop();
    await expect(deploy(await open(), '1.1.0')).rejects.toMatchObject({
      code: 'BALANCER_UNREACHABLE',
      message: expect.stringContaining('lb-2'),
    });
    expect(await fleet.versionOn('web-1')).toBe('1.0.0');
  });
});

describe('while staging, no host leaves its pool', () => {
  shareFleet();

  const expectStagingFailed = async (reason: RegExp): Promise<void> => {
    const { rollout, state } = await deploy(await open(), '1.1.0');
    expect(rollout.status).toMatchObject({
      kind: 'finished',
      result: 'failed',
      reason: expect.stringContaining('No host left its pool'),
    });
    const messages = Object.values(rollout.hosts)
      .flatMap((host) => host.steps)
      .flatMap((step) => (step.result?.outcome.kind === 'failed' ? [step.result.outcome.message] : []));
    expect(messages).toEqual(expect.arrayContaining([expect.stringMatching(reason)]));
    expect(state.debts).toEqual({});
  };

  it('when a host key is unknown: its fingerprint and the line to add are said', async () => {
    const file = join(fleet.workspace, 'known_hosts');
    const gatewayOnly = (await readFile(file, 'utf8')).split('\n').slice(0, 1);
    await writeFile(file, `${gatewayOnly.join('\n')}\n`);
    await expectStagingFailed(/SHA256:[A-Za-z0-9+/]{43}/);
    await expectNothingTouched();
  });

  it('when the key is not accepted', async () => {
    const other = await createSshKey(fleet.workspace, 'other-key');
    await fleet.set(['hosts', 'web-2', 'identityFile'], other.privateKeyFile);
    await expectStagingFailed(/web-2/);
    await expectNothingTouched();
  });

  it('when the disk of a host is full', async () => {
    const artifacts = join(fleet.hosts[1]?.folder ?? '', 'shop/artifacts');
    await symlink('/dev/full', join(artifacts, `${fleet.digests['1.1.0']}.part`));
    await expectStagingFailed(/full|No space/i);
    await expectNothingTouched();
  });

  // Last: nothing starts that sshd again.
  it('when a host cannot be reached', async () => {
    await fleet.hosts[1]?.sshd.stop();
    await expectStagingFailed(/web-2/);
  });
});

describe('a host that fails in the middle stays out, and the next one is not touched', () => {
  startAnew();

  const replaceStart = (command: string): Promise<void> =>
    fleet.set(['services', 'shop', 'commands', 'start'], command);

  it('when a command hangs', async () => {
    await replaceStart('sleep 600');
    await expectFirstHostOut(/took longer than 2000 ms and was killed/);
  });

  it('when a command is killed by a signal', async () => {
    await replaceStart('kill -KILL $$');
    await expectFirstHostOut(/ended by signal SIGKILL/);
  });

  it('when a command fails, with what it said last', async () => {
    await replaceStart('echo the licence has expired; exit 3');
    await expectFirstHostOut(/exit code 3: the licence has expired/);
  });

  it('when the release never becomes healthy', async () => {
    await expectFirstHostOut(/not healthy within 2000 ms: .*503/, '1.2.0');
  });
});

describe('a journal that cannot be written', () => {
  startAnew();

  it('stops everything before anything is sent', async () => {
    await mkdir(join(fleet.workspace, '.signalbox'));
    await chmod(join(fleet.workspace, '.signalbox'), 0o500);
    await writeFile(join(fleet.workspace, '.signalbox/journal.db'), 'this is no database');
    await expect(openApp(fleet.workspace)).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' });
    expect(await fleet.versionOn('web-1')).toBe('1.0.0');
  });

  it('in the middle of a rollout, stops it there: nothing more is sent to any host or balancer', async () => {
    const client = await open();
    const lost = Promise.withResolvers<void>();
    client.subscribe(
      'state',
      {},
      {
        onSnapshot: () => undefined,
        onEvents: (records) => {
          const isChecked = records.some(
            ({ event }) => event.kind === 'stepBegun' && event.stepId === 'web-1/check',
          );
          if (!isChecked) return;
          rmSync(join(fleet.workspace, '.signalbox/journal.db.head'));
          lost.resolve();
        },
        onFault: lost.reject,
      },
    );
    void deploy(client, '1.1.0').catch(() => undefined);
    await lost.promise;
    await until('the rollout is given up', () => (opened?.errors.length ?? 0) > 0);

    expect(opened?.errors[0]).toMatchObject({ code: 'JOURNAL_DAMAGED' });
    expect((await fleet.statusOnBalancers()).toSorted()).toEqual([
      'web-1 MAINT',
      'web-1 MAINT',
      'web-2 UP',
      'web-2 UP',
    ]);
    expect(await fleet.versionOn('web-2')).toBe('1.0.0');
    await expect(deploy(client, '1.1.0')).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' });
  });
});
