import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fence } from '../../../electron/ssh/hostLock/fence.ts';
import {
  createHostLocks,
  createLockId,
  type HeldLock,
  type HostLocks,
} from '../../../electron/ssh/hostLock/hostLocks.ts';
import type { LockOwner } from '../../../electron/ssh/hostLock/lockOwner.ts';
import { folderAtHome, folderIn, type HostFolder } from '../../../electron/ssh/hostFolder.ts';
import type { Sshd } from '../../fixtures/sshd.ts';
import { until } from '../../fixtures/until.ts';
import * as scenes from './detachedScene.ts';

const { nameOf, timeoutMs } = scenes;
let scene: scenes.DetachedScene;
let service: scenes.ServiceScene;
let folder: HostFolder;
let lockFolder: string;
let locks: HostLocks;
beforeAll(async () => {
  scene = await scenes.createDetachedScene();
});
beforeEach(() => {
  service = scene.createService();
  folder = folderIn(service.directory);
  lockFolder = join(service.directory, '.signalbox/lock');
  locks = createHostLocks(scene.host);
});
afterAll(() => scene.room.clear());

const ann: LockOwner = {
  person: 'ann',
  machine: 'desk-1',
  pid: 4242,
  processIdentity: 'boot/1',
  rolloutId: 'r-1',
  planSha256: 'a'.repeat(64),
  purpose: 'shop 1.1.0 in production',
  since: '2026-01-01T10:00:00.000Z',
};
const bob: LockOwner = { ...ann, person: 'bob', machine: 'desk-2', rolloutId: 'r-2' };
const bobInstead = { ...bob, takenFrom: 'ann on desk-1', reason: 'her laptop is at the bottom of the sea' };

const acquire = (owner: LockOwner, by: HostLocks = locks): Promise<Fence> =>
  by.acquire(folder, createLockId(), owner);
const desktopOn = (sshd: Sshd): HostLocks => createHostLocks(scene.room.connectTo(sshd));

async function inspectHeld(): Promise<HeldLock> {
  const state = await locks.inspect(folder);
  if (state.kind !== 'held') throw new Error(`the lock is ${state.kind}`);
  return state;
}

async function takeOver(owner = bobInstead): Promise<Fence> {
  return locks.takeOver(folder, await inspectHeld(), createLockId(), owner);
}

/** What the host lets through: nothing of somebody who lost the lock. */
async function expectNothingLetThrough(fence: Fence): Promise<void> {
  const mark = join(service.directory, 'mark');
  await expect(locks.beat(fence)).rejects.toMatchObject({ code: 'HOST_LOCKED' });
  const short = locks.ask(`touch "${mark}"`, fence, { timeoutMs });
  await expect(short).rejects.toMatchObject({ code: 'HOST_LOCKED' });
  expect((await service.run(`touch "${mark}"`, { fence })).end).toEqual({ kind: 'lockLost' });
  expect(existsSync(mark)).toBe(false);
}

describe('a lock', () => {
  test('belongs to one, and tells the next one who that is', async () => {
    const fence = await acquire(ann);
    expect(fence.number).toBe(1);
    await expect(acquire(bob, desktopOn(scene.sshd))).rejects.toMatchObject({
      code: 'HOST_LOCKED',
      message: expect.stringMatching(
        /^host-\d+ is locked by ann on desk-1 \(process 4242\) since 2026-01-01T10:00:00.000Z for shop 1.1.0 in production; last heard of .* ago$/,
      ) as string,
      wayOut: expect.stringContaining('Wait') as string,
    });
    expect(await inspectHeld()).toMatchObject({ owner: ann, fence: { number: 1, id: fence.id } });
  });

  test('is won by one of many who ask at once; the number grows with every owner', async () => {
    const desktops = Array.from({ length: 4 }, () => desktopOn(scene.sshd));
    const numbers: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const tries = await Promise.allSettled(desktops.map((desktop) => acquire(ann, desktop)));
      const won = tries.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
      expect(won).toHaveLength(1);
      const [fence] = won;
      if (!fence) throw new Error('nobody won');
      numbers.push(fence.number);
      await locks.release(fence);
    }
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
    expect(new Set(numbers).size).toBe(8);
    expect(readdirSync(join(lockFolder, '..'))).toEqual(['number']);
  });

  test('is found by its owner when the answer was lost', async () => {
    const id = createLockId();
    const fence = await locks.acquire(folder, id, ann);
    expect(await locks.acquire(folder, id, ann)).toEqual(fence);
  });

  test('lets its owner through, keeps the exit code, and refuses once it is given back', async () => {
    const fence = await acquire(ann);
    expect(await locks.ask('echo done; exit 3', fence, { timeoutMs })).toEqual({
      exitCode: 3,
      output: 'done\n',
    });
    expect(await service.run('echo done; exit 4', { fence })).toEqual({
      end: { kind: 'exited', exitCode: 4 },
      output: 'done\n',
    });
    await locks.release(fence);
    service = scene.createService();
    await expectNothingLetThrough(fence);
    await locks.release(fence);
  });

  test('shows a heartbeat, and says when nobody was heard of for long', async () => {
    const fence = await acquire(ann);
    await scene.host.ask(`touch -d '10 minutes ago' "${lockFolder}/beat"`, { timeoutMs });
    expect((await inspectHeld()).heartbeatAgeMs).toBeGreaterThan(590_000);
    await expect(acquire(bob)).rejects.toMatchObject({
      message: expect.stringMatching(/last heard of 1\d min \d\d s ago/) as string,
      wayOut: expect.stringContaining('take the lock over') as string,
    });
    await locks.beat(fence);
    expect((await inspectHeld()).heartbeatAgeMs).toBeLessThan(60_000);
  });

  test('starts no process on the host for a heartbeat', async () => {
    const fence = await acquire(ann);
    const before = (await scene.host.ask('echo $PPID; (:) & echo $!', { timeoutMs })).output.split('\n');
    for (let beat = 0; beat < 5; beat += 1) await locks.beat(fence);
    const after = (await scene.host.ask('echo $PPID; (:) & echo $!', { timeoutMs })).output.split('\n');
    expect(after[0]).toBe(before[0]);
  });

  test('may stand in the home of whoever logs in', async () => {
    const home = folderAtHome('balancers', 'be_shop');
    const fence = await locks.acquire(home, createLockId(), ann);
    expect(existsSync(join(scene.sshd.home, '.signalbox/balancers/be_shop/lock/owner'))).toBe(true);
    await locks.release(fence);
    expect(() => folderAtHome('..')).toThrow(/not a folder name/);
  });

  test('shows names as they are, and nothing that names could do', async () => {
    await acquire({ ...ann, person: 'a"n\n\u001b[31m\u202en', purpose: "it's \\n $(touch pwned)" });
    const failure: unknown = await acquire(bob).catch((error: unknown) => error);
    expect(String(failure)).toContain('a"n␊␛[31m⟨U+202E⟩n on desk-1');
    expect(String(failure)).toContain("it's \\n $(touch pwned)");
  });
});

describe('a lock that is taken over', () => {
  test('has a higher number, and lets nothing of the owner before through', async () => {
    const first = await acquire(ann);
    const second = await takeOver();
    expect(second.number).toBeGreaterThan(first.number);
    expect(await inspectHeld()).toMatchObject({ owner: bobInstead });
    await expectNothingLetThrough(first);
    await expect(locks.beat(first)).rejects.toThrow(
      /the lock was lost, nothing was changed: taken over by bob on desk-2 .*: her laptop is at the bottom of the sea/,
    );
    await locks.release(first);
    await locks.beat(second);
    await locks.release(second);
    expect((await acquire(ann)).number).toBeGreaterThan(second.number);
  });

  test('goes to one of two who take it at once', async () => {
    await acquire(ann);
    const seen = await inspectHeld();
    const desktops = [desktopOn(scene.sshd), desktopOn(scene.sshd), desktopOn(scene.sshd)];
    const tries = await Promise.allSettled(
      desktops.map((desktop) => desktop.takeOver(folder, seen, createLockId(), bobInstead)),
    );
    expect(tries.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
  });

  test('is not taken from another owner than the one who was seen', async () => {
    const first = await acquire(ann);
    const seen = await inspectHeld();
    await locks.release(first);
    const other = await acquire({ ...ann, person: 'cleo' });
    await expect(locks.takeOver(folder, seen, createLockId(), bobInstead)).rejects.toMatchObject({
      code: 'HOST_LOCKED',
      message: expect.stringContaining('cleo') as string,
    });
    await locks.beat(other);
  });

  test('shows the new owner what the owner before had begun; what had not begun never does', async () => {
    const go = join(service.directory, 'go');
    const mark = join(service.directory, 'mark');
    const bin = join(scene.room.folder, 'bin-slow-setsid');
    mkdirSync(bin);
    const slowly = `while [ -d "${service.directory}" ] && [ ! -e "${go}" ]; do sleep 0.1; done; PATH=\${PATH#*:} exec setsid "$@"`;
    writeFileSync(join(bin, 'setsid'), `#!/bin/sh\n${slowly}\n`, { mode: 0o755 });
    const slow = await scene.room.startHost({
      environment: { PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin` },
    });

    const fence = await acquire(ann);
    const running = service.run(
      `while [ -d "${service.directory}" ] && [ ! -e "${go}" ]; do sleep 0.1; done; exit 5`,
      { fence },
    );
    await service.pid();
    const late = { name: nameOf('stop'), script: `touch "${mark}"`, timeoutMs, fence };
    await service.through(slow).start(late);

    await takeOver();
    expect((await service.anotherDesktop().list()).map(({ name, state }) => [name, state.kind])).toEqual([
      [nameOf('start'), 'running'],
      [nameOf('stop'), 'starting'],
    ]);
    writeFileSync(go, '');
    await until('it has looked at the lock', () => service.text('stop', 'rc').startsWith('lockLost'));
    expect((await running).end).toEqual({ kind: 'exited', exitCode: 5 });
    expect(existsSync(mark)).toBe(false);
  });
});

describe('a number', () => {
  test('is never given out twice, however long somebody slept between reading it and having the lock', async () => {
    const go = join(service.directory, 'go');
    const bin = join(scene.room.folder, 'bin-slow-mv');
    mkdirSync(bin);
    const slowly = `case $* in *" -T "*|-T*) while [ -d "${service.directory}" ] && [ ! -e "${go}" ]; do sleep 0.1; done;; esac; PATH=\${PATH#*:} exec mv "$@"`;
    writeFileSync(join(bin, 'mv'), `#!/bin/sh\n${slowly}\n`, { mode: 0o755 });
    const slow = await scene.room.startHost({
      environment: { PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin` },
    });

    const sleeper = acquire(ann, desktopOn(slow));
    await until('it is about to rename', () =>
      existsSync(join(lockFolder, '..')) ? readdirSync(join(lockFolder, '..')).length > 0 : false,
    );
    const first = await acquire(bob);
    await locks.release(first);
    writeFileSync(go, '');
    expect((await sleeper).number).toBeGreaterThan(first.number);
    await expectNothingLetThrough(first);
  });

  test('goes on after a crash between having the lock and writing the number down', async () => {
    const first = await acquire(ann);
    writeFileSync(join(lockFolder, '../number'), '0\n');
    const second = await takeOver();
    expect(second.number).toBeGreaterThan(first.number);
    writeFileSync(join(lockFolder, '../number'), '0\n');
    await locks.release(second);
    expect((await acquire(ann)).number).toBeGreaterThan(second.number);
  });
});

describe('a lock that a person made by hand', () => {
  const fence = { number: 1, id: 'ab' };
  test.each([
    [
      'with a message',
      (at: string) => (
        mkdirSync(at, { recursive: true }),
        writeFileSync(join(at, 'message'), 'disk being replaced, Ann\n')
      ),
    ],
    ['as an empty folder', (at: string) => mkdirSync(at, { recursive: true })],
    [
      'as a file',
      (at: string) => (
        mkdirSync(join(at, '..'), { recursive: true }),
        writeFileSync(at, 'disk being replaced, Ann\n')
      ),
    ],
  ] as const)('%s is never broken, and its message is told', async (what, make) => {
    make(lockFolder);
    const message = what === 'as an empty folder' ? 'without a message' : 'disk being replaced, Ann';
    await expect(acquire(bob)).rejects.toMatchObject({
      code: 'HOST_LOCKED',
      message: expect.stringMatching(new RegExp(`is locked by hand: ${message}$`)) as string,
      wayOut: expect.stringContaining(`${service.directory}/.signalbox/lock`) as string,
    });
    const seen = { kind: 'held', fence, owner: ann, heartbeatAgeMs: 0 } as const;
    await expect(locks.takeOver(folder, seen, createLockId(), bobInstead)).rejects.toMatchObject({
      code: 'HOST_LOCKED',
    });
    await locks.release({ folder, ...fence });
    expect(existsSync(lockFolder)).toBe(true);
  });
});

describe('a host that cannot hold a lock', () => {
  test('because its folder may not be written says so', async () => {
    writeFileSync(service.directory, 'a file where the folder should be');
    await expect(acquire(ann)).rejects.toMatchObject({
      code: 'STEP_FAILED',
      message: expect.stringContaining(`${service.directory}/.signalbox cannot be used`) as string,
    });
  });

  test('because its disk is full says so, and is left without one', async () => {
    const bin = join(scene.room.folder, 'bin-full-owner');
    mkdirSync(bin);
    const mkdir = `PATH=\${PATH#*:}; mkdir "$@" || exit 1; for d; do :; done
case $d in */.lock-*) ln -s /dev/full "$d/owner";; esac`;
    writeFileSync(join(bin, 'mkdir'), `#!/bin/sh\n${mkdir}\n`, { mode: 0o755 });
    const full = await scene.room.startHost({
      environment: { PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin` },
    });
    await expect(acquire(ann, desktopOn(full))).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(readdirSync(join(lockFolder, '..'))).toEqual([]);
  });
});

test('what stands in a lock is read by people, too', async () => {
  await acquire(ann);
  expect(readFileSync(join(lockFolder, 'owner'), 'utf8')).toContain('\n "person": "ann",\n');
});
