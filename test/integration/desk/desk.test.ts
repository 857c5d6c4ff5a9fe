import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { deploy } from '../../fixtures/deploy.ts';
import { startRealFleet, type RealFleet } from '../../fixtures/realFleet.ts';
import { until } from '../../fixtures/until.ts';
import { createDeskScene, type DeskScene } from './deskScene.ts';

let scene: DeskScene;
let fleet: RealFleet | undefined;
afterEach(async () => {
  await scene.dispose();
  await fleet?.stop();
  fleet = undefined;
  if (scene.errors.length > 0) throw new AggregateError(scene.errors, 'Something went wrong unseen.');
});

describe('a desk without a workspace', () => {
  it('answers what is before one, and of everything else that none is open', async () => {
    scene = await createDeskScene({});
    const { client } = scene.connect();
    expect((await client.ready).capabilities).toEqual(['lobby']);
    expect(await client.call('lobby.describe', {})).toEqual({ recent: [] });
    await expect(client.call('fleet.look', {})).rejects.toMatchObject({
      code: 'WORKSPACE_NOT_FOUND',
      message: 'No workspace is open.',
    });
    const fault = await new Promise((resolve) => {
      client.subscribe('state', {}, { onSnapshot: resolve, onEvents: resolve, onFault: resolve });
    });
    expect(fault).toMatchObject({ code: 'WORKSPACE_NOT_FOUND' });
    await expect(client.call('lobby.open', {})).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(client.call('lobby.openDemo', {})).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect(scene.desk.current()).toBeUndefined();
  });

  it('opens a folder, answers whoever asked, then sends everybody to the new line', async () => {
    scene = await createDeskScene({});
    const directory = await scene.createWorkspace('shop');
    const one = scene.connect();
    const other = scene.connect();
    const before = await one.client.ready;
    await other.client.ready;
    expect(await one.client.call('lobby.open', { directory })).toEqual({ opened: true });
    await until('both lines have ended', () => one.ends.length + other.ends.length === 2);
    expect([...one.ends, ...other.ends]).toEqual(Array(2).fill('Another workspace has been opened.'));

    const next = scene.connect();
    const after = await next.client.ready;
    expect(after.capabilities).toEqual(expect.arrayContaining(['workspace', 'rollouts', 'lobby']));
    expect(after.epoch).not.toBe(before.epoch);
    expect(scene.desk.current()).toEqual({ directory, name: 'Shop' });
    expect(await next.client.call('lobby.describe', {})).toMatchObject({
      open: { directory, name: 'Shop' },
      recent: [{ directory, isThere: true }],
    });
  });

  it('asks for the folder where the host can, and opens nothing when none is chosen', async () => {
    const chosen: (string | undefined)[] = [undefined];
    scene = await createDeskScene({ pickFolder: () => Promise.resolve(chosen.shift()) });
    chosen.push(await scene.createWorkspace('shop'));
    const { client } = scene.connect();
    expect(await client.call('lobby.open', {})).toEqual({ opened: false });
    expect(await client.call('lobby.open', {})).toEqual({ opened: true });
  });
});

describe('a desk with a workspace', () => {
  it('keeps it open when another folder cannot be opened, and says why', async () => {
    scene = await createDeskScene({});
    const directory = await scene.createWorkspace('shop');
    const broken = await scene.createWorkspace('broken');
    await writeFile(join(broken, 'signalbox.yaml'), 'version: 1\nnonsense: true\n');
    await scene.desk.open(directory);
    const { client, ends } = scene.connect();
    await expect(client.call('lobby.open', { directory: '/nowhere' })).rejects.toMatchObject({
      code: 'WORKSPACE_NOT_FOUND',
    });
    await expect(client.call('lobby.open', { directory: broken })).rejects.toMatchObject({
      code: 'WORKSPACE_INVALID',
    });
    expect((await client.call('workspace.describe', {})).workspace.directory).toBe(directory);
    expect(ends).toEqual([]);
    expect((await client.call('lobby.describe', {})).recent.map((it) => it.directory)).toEqual([directory]);
  });

  it('changes to another and back, and may open the same one anew', async () => {
    scene = await createDeskScene({});
    const [a, b] = [await scene.createWorkspace('a'), await scene.createWorkspace('b')];
    for (const directory of [a, b, b, a]) await scene.desk.open(directory);
    const { client } = scene.connect();
    expect((await client.call('workspace.describe', {})).workspace.directory).toBe(a);
    await rm(b, { recursive: true });
    expect((await client.call('lobby.describe', {})).recent).toMatchObject([
      { directory: a, isThere: true },
      { directory: b, isThere: false },
    ]);
  });

  it('opens one at a time, in the order of asking', async () => {
    scene = await createDeskScene({});
    const [a, b] = [await scene.createWorkspace('a'), await scene.createWorkspace('b')];
    await Promise.all([scene.desk.open(a), scene.desk.open(b)]);
    expect(scene.desk.current()?.directory).toBe(b);
  });

  it('serves that one only, where the host offers no lobby', async () => {
    scene = await createDeskScene();
    await scene.desk.open(await scene.createWorkspace('shop'));
    const { client } = scene.connect();
    expect((await client.ready).capabilities).not.toContain('lobby');
    await expect(client.call('lobby.open', { directory: '/' })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    });
  });

  it('that is closed while a workspace is being opened leaves nothing open', async () => {
    scene = await createDeskScene({});
    const directory = await scene.createWorkspace('shop');
    const opening = scene.desk.open(directory);
    await scene.desk.dispose();
    await expect(opening).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(scene.desk.current()).toBeUndefined();
  });
});

describe('a desk while its process rolls out', () => {
  it('refuses to open another workspace, and does so when the rollout has ended', async () => {
    scene = await createDeskScene({});
    fleet = await startRealFleet({ hosts: 2, rollout: { soak: '300ms' } });
    const other = await scene.createWorkspace('other');
    await scene.desk.open(fleet.workspace);
    const { client, ends } = scene.connect();
    const deployed = deploy(client, '1.1.0');
    await until('the rollout runs', async () => (await scene.desk.runningRollouts()).length === 1);
    await expect(client.call('lobby.open', { directory: other })).rejects.toMatchObject({
      code: 'ROLLOUT_RUNNING',
      message: 'Another workspace cannot be opened now: shop 1.1.0 is being rolled out to production.',
    });
    expect(ends).toEqual([]);
    const idle = scene.desk.untilNothingRuns();
    expect((await deployed).rollout.status).toMatchObject({ kind: 'finished', result: 'succeeded' });
    await idle;
    expect(await scene.desk.runningRollouts()).toEqual([]);
    expect(await client.call('lobby.open', { directory: other })).toEqual({ opened: true });
  });

  it('records what is interrupted when it is closed all the same', async () => {
    scene = await createDeskScene({});
    fleet = await startRealFleet({ hosts: 2, rollout: { soak: '30s' } });
    await scene.desk.open(fleet.workspace);
    const { client } = scene.connect();
    deploy(client, '1.1.0').catch(() => undefined); // its line ends
    await until('the rollout runs', async () => (await scene.desk.runningRollouts()).length === 1);
    await scene.desk.dispose();

    const next = await createDeskScene({});
    await next.desk.open(fleet.workspace);
    const found = await next.connect().client.call('journal.query', {
      filter: { kinds: ['rolloutInterrupted'] },
      offset: 0,
      limit: 10,
    });
    expect(found.records).toMatchObject([{ event: { kind: 'rolloutInterrupted' } }]);
    expect(await next.desk.runningRollouts()).toEqual([]);
    await next.dispose();
  });
});

const noTraffic = { totals: () => ({ requests: 0, failed: 0 }), onChange: () => () => undefined };

describe('the demo', () => {
  it('is opened like a workspace, not remembered, and taken down when another is opened', async () => {
    const happened: string[] = [];
    let directory = '';
    scene = await createDeskScene({
      startDemo: () =>
        Promise.resolve({
          workspaceDirectory: directory,
          traffic: noTraffic,
          dispose: () => {
            happened.push('demo ended');
            return Promise.resolve();
          },
        }),
    });
    directory = await scene.createWorkspace('demo');
    const { client } = scene.connect();
    expect(await client.call('lobby.openDemo', {})).toEqual({ opened: true });
    expect(scene.desk.current()?.directory).toBe(directory);
    expect((await scene.connect().client.call('lobby.describe', {})).recent).toEqual([]);
    expect(happened).toEqual([]);
    await scene.desk.open(await scene.createWorkspace('mine'));
    await until('the demo has ended', () => happened.length > 0);
  });

  it('is taken down when its workspace cannot be opened', async () => {
    let ended = false;
    scene = await createDeskScene({
      startDemo: () =>
        Promise.resolve({
          workspaceDirectory: '/nowhere',
          traffic: noTraffic,
          dispose: () => {
            ended = true;
            return Promise.resolve();
          },
        }),
    });
    await expect(scene.desk.openDemo()).rejects.toMatchObject({ code: 'WORKSPACE_NOT_FOUND' });
    expect(ended).toBe(true);
  });
});
