import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JournalState } from '../../../shared/journal/state.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import { deploy, follow } from '../../fixtures/deploy.ts';
import { keepWorkspace, type KeptWorkspace } from '../../fixtures/keepWorkspace.ts';
import { startLoad } from '../../fixtures/load.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
import { startRealFleet, type RealFleet } from '../../fixtures/realFleet.ts';
import { createSshKey } from '../../fixtures/sshKey.ts';
import { until } from '../../fixtures/until.ts';

const bin = resolve(import.meta.dirname, '../../../bin/signalbox.js');
/** One for all: each story begins with the workspace as it was, without a journal, and rolls to the other version. */
let fleet: RealFleet;
let kept: KeptWorkspace;
const opened: OpenApp[] = [];
let child: ChildProcess | undefined;

beforeAll(async () => {
  fleet = await startRealFleet({ hosts: 3, rollout: { soak: '300ms' } });
  kept = await keepWorkspace(fleet.workspace);
});
afterEach(async () => {
  child?.kill('SIGKILL');
  child = undefined;
  await Promise.all(opened.splice(0).map((app) => app.close()));
  await kept.putBack();
});
afterAll(async () => {
  await fleet.stop();
  await kept.drop();
});

async function findOtherVersion(): Promise<string> {
  return (await fleet.versionOn('web-1')) === '1.0.0' ? '1.1.0' : '1.0.0';
}

async function open(config: Parameters<typeof openApp>[1] = {}): Promise<OpenApp> {
  const app = await openApp(fleet.workspace, { machine: hostname(), ...config });
  opened.push(app);
  return app;
}

/** Follows the state for as long as the client lives. */
function followState(client: Client): () => JournalState | undefined {
  let state: JournalState | undefined;
  client.subscribe(
    'state',
    {},
    {
      onSnapshot: (snapshot) => void (state = snapshot),
      onEvents: () => undefined,
      onFault: () => undefined,
    },
  );
  return () => state;
}

async function readState(client: Client): Promise<JournalState> {
  return until('the state is there', followState(client));
}

function deployInAnotherProcess(version: string): ChildProcess {
  const args = [bin, 'deploy', 'shop', version, 'production', '--yes-production', 'production'];
  child = spawn(process.execPath, [...args, '--workspace', fleet.workspace], { stdio: 'ignore' });
  return child;
}

/** Resolves as soon as it is seen here that a step has begun. */
async function untilAfoot(client: Client, stepId: string): Promise<void> {
  const begun = Promise.withResolvers<void>();
  const hasBegun = (state: JournalState): boolean =>
    Object.values(state.rollouts).some(({ hosts }) =>
      Object.values(hosts).some(({ steps }) => steps.some(({ id }) => id === stepId)),
    );
  const subscription = client.subscribe(
    'state',
    {},
    {
      onSnapshot: (state) => {
        if (hasBegun(state)) begun.resolve();
      },
      onEvents: (records) => {
        if (records.some(({ event }) => event.kind === 'stepBegun' && event.stepId === stepId))
          begun.resolve();
      },
      onFault: begun.reject,
    },
  );
  await begun.promise;
  subscription.close();
}

describe('a rollout that another process carries out', () => {
  it('is seen here, and cannot be started twice', async () => {
    const { client } = await open();
    const other = deployInAnotherProcess(await findOtherVersion());
    await untilAfoot(client, 'web-1/drain');
    await expect(deploy(client, '1.2.0')).rejects.toMatchObject({ code: 'ROLLOUT_RUNNING' });
    const [exitCode] = await once(other, 'exit');
    expect(exitCode).toBe(0);
    const [rolloutId = ''] = (await readState(client)).rolloutOrder;
    const { rollout } = await follow(client, rolloutId);
    expect(rollout.status).toMatchObject({ kind: 'finished', result: 'succeeded' });
  });

  it('that is killed in the middle is interrupted, and the next rollout finishes the work with no request lost', async () => {
    const version = await findOtherVersion();
    const watcher = await open();
    const load = startLoad({ port: fleet.balancers.map((balancer) => balancer.frontendPort) });
    const other = deployInAnotherProcess(version);
    await untilAfoot(watcher.client, 'web-2/maintain');
    other.kill('SIGKILL');
    await once(other, 'exit');

    const { client } = await open();
    const state = await readState(client);
    const first = state.rollouts[state.rolloutOrder[0] ?? ''];
    expect(first?.status).toMatchObject({ kind: 'interrupted' });
    expect(first?.hosts['web-1']?.outcome).toEqual({ kind: 'done' });
    expect(first?.hosts['web-2']?.outcome).toBeUndefined();

    const again = await deploy(client, version);
    const traffic = await load.stop();
    expect(again.rollout.status).toMatchObject({ result: 'succeeded' });
    expect(again.rollout.hosts['web-1']?.outcome).toEqual({ kind: 'unchanged' });
    expect(traffic.failures).toEqual([]);
    expect((await fleet.statusOnBalancers()).every((server) => server.endsWith(' UP'))).toBe(true);
    expect(await client.call('journal.verify', {})).toMatchObject({ ok: true });
  });
});

describe('an app that is started again', () => {
  it('folds the same state from the journal', async () => {
    const before = await open();
    await deploy(before.client, await findOtherVersion());
    const state = await readState(before.client);
    await Promise.all(opened.splice(0).map((app) => app.close()));
    const after = await open();
    expect(await readState(after.client)).toEqual(state);
  });

  it('refuses a journal that was put back to yesterday, and says what is missing', async () => {
    const app = await open();
    const version = await findOtherVersion();
    await deploy(app.client, version);
    await Promise.all(opened.splice(0).map((it) => it.close()));
    const path = join(fleet.workspace, '.signalbox/journal.db');
    const yesterday = await readFile(path);
    const later = await open();
    await deploy(later.client, version);
    await Promise.all(opened.splice(0).map((it) => it.close()));
    await writeFile(path, yesterday);
    await expect(open()).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' });
  });
});

describe('an app that may only look', () => {
  it('refuses every change and writes nothing', async () => {
    const writer = await open();
    const version = await findOtherVersion();
    await deploy(writer.client, version);
    const { headSeq } = await writer.client.call('journal.records', { afterSeq: 0, limit: 1 });
    const reader = await open({ readOnly: true });
    await expect(deploy(reader.client, version)).rejects.toMatchObject({ code: 'READ_ONLY' });
    await reader.client.call('fleet.look', {});
    expect((await reader.client.call('journal.records', { afterSeq: 0, limit: 1 })).headSeq).toBe(headSeq);
  });
});

describe('an encrypted key', () => {
  it('asks for its passphrase through whoever follows the questions', async () => {
    const key = await createSshKey(fleet.workspace, 'encrypted', { passphrase: 'open sesame' });
    const authorized = fleet.hosts[0]?.sshd;
    expect(authorized).toBeDefined();
    await authorized?.authorize(key.publicKeyLine);
    await fleet.set(['hosts', 'web-1', 'identityFile'], key.privateKeyFile);
    const { client, errors } = await open();
    const asked: string[] = [];
    client.subscribe(
      'prompts',
      {},
      {
        onSnapshot: () => undefined,
        onEvents: (events) => {
          for (const event of events) {
            if (event.kind !== 'asked') continue;
            asked.push(event.prompt.subject);
            const answer = event.prompt.attempt === 1 ? 'wrong' : 'open sesame';
            void client.call('prompts.answer', { promptId: event.prompt.promptId, answer });
          }
        },
        onFault: () => undefined,
      },
    );
    const { rollout } = await deploy(client, await findOtherVersion());
    expect(rollout.status).toMatchObject({ result: 'succeeded' });
    expect(asked).toEqual([key.privateKeyFile, key.privateKeyFile]);
    const { records } = await client.call('journal.records', { afterSeq: 0, limit: 10_000 });
    expect(JSON.stringify(records)).not.toContain('sesame');
    expect(errors).toEqual([]);
  });
});
