import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { followDetached, runDetached } from '../../../electron/ssh/detached/runDetached.ts';
import { until } from '../../fixtures/until.ts';
import {
  createDetachedScene,
  isRunning,
  nameOf,
  partsOf,
  timeoutMs,
  type DetachedScene,
  type ServiceScene,
} from './detachedScene.ts';

let scene: DetachedScene;
let service: ServiceScene;
beforeAll(async () => {
  scene = await createDetachedScene();
});
beforeEach(() => {
  service = scene.createService();
});
afterAll(() => scene.room.clear());

describe('a connection that is lost', () => {
  test('while the step runs is made again, and the step ran once', async () => {
    const runs = join(service.directory, 'runs');
    await scene.host.ask('true', { timeoutMs });
    const states: string[] = [];
    const stopListening = scene.host.onConnectionChange(({ state }) => void states.push(state));
    const go = join(service.directory, 'go');
    const script = `echo run >>"${runs}"; echo one; while [ -d "${service.directory}" ] && [ ! -e "${go}" ]; do sleep 0.1; done; echo two; exit 6`;
    const ended = service.run(script);
    await service.pid();
    await scene.sshd.dropConnections();
    await until('it is connected again', () => states.at(-1) === 'connected');
    stopListening();
    writeFileSync(go, '');
    expect(await ended).toEqual({ end: { kind: 'exited', exitCode: 6 }, output: 'one\ntwo\n' });
    expect(states).toEqual(['idle', 'connecting', 'connected']);
    expect(readFileSync(runs, 'utf8')).toBe('run\n');
  });

  test('again and again costs time, not the outcome', async () => {
    const ended = service.run('for i in 1 2 3 4 5 6 7 8 9 10; do echo $i; sleep 0.1; done; exit 9');
    const pid = await service.pid();
    while (isRunning(pid)) {
      await scene.sshd.dropConnections();
      await delay(150);
    }
    expect(await ended).toEqual({
      end: { kind: 'exited', exitCode: 9 },
      output: '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n',
    });
  });

  test('for good is an error that says that the step may still run; another desktop finds it', async () => {
    const gone = await scene.room.startHost();
    const there = service.through(gone);
    const go = join(service.directory, 'go');
    const script = `echo begun; while [ -d "${service.directory}" ] && [ ! -e "${go}" ]; do sleep 0.1; done; exit 8`;
    const begun = Promise.withResolvers<void>();
    const ended = runDetached(
      partsOf(there, { reconnectMs: 500 }),
      { name: nameOf(), script, timeoutMs },
      { onOutput: () => begun.resolve() },
    );
    const failure = ended.catch((error: unknown) => error);
    // From here on the step is no child of sshd, which takes its children with it.
    await begun.promise;
    await gone.stop();
    expect(await failure).toMatchObject({ code: 'UNREACHABLE' });
    const found = followDetached(partsOf(service.anotherDesktop()), nameOf(), { timeoutMs });
    writeFileSync(go, '');
    expect((await found).end).toEqual({ kind: 'exited', exitCode: 8 });
  });
});

describe('a step that is ended from outside', () => {
  test('is killed with its children at its time limit, and it is said', async () => {
    const { end, output } = await service.run(`sleep 300 & echo $!; wait`, { timeoutMs: 400 });
    expect(end).toEqual({ kind: 'timedOut' });
    expect(output).toMatch(/\[timed out after 400 ms: killed\]/);
    expect(isRunning(Number.parseInt(output, 10))).toBe(false);
    expect(isRunning(await service.pid())).toBe(false);
  });

  test('gets KILL when it ignores TERM', async () => {
    const { end, output } = await service.run(`trap '' TERM; echo $$; while :; do sleep 0.1; done`, {
      timeoutMs: 300,
    });
    expect(end).toEqual({ kind: 'timedOut' });
    await until('it is gone', () => !isRunning(Number.parseInt(output, 10)));
  });

  test('may clean up on TERM, and is still not a success', async () => {
    const { end, output } = await service.run(
      `trap 'echo cleaned; exit 0' TERM; while :; do sleep 0.05; done`,
      {
        timeoutMs: 300,
      },
    );
    expect(end).toEqual({ kind: 'timedOut' });
    expect(output).toContain('cleaned');
  });

  test('is killed when it is cancelled; a cancellation beforehand starts nothing', async () => {
    const stop = new AbortController();
    const ended = runDetached(
      partsOf(service.steps),
      { name: nameOf(), script: 'echo $$; sleep 300', timeoutMs },
      { signal: stop.signal },
    );
    const pid = await service.pid();
    stop.abort();
    expect((await ended).end).toEqual({ kind: 'cancelled' });
    expect(isRunning(pid)).toBe(false);

    const never = await runDetached(
      partsOf(service.steps),
      { name: nameOf('stop'), script: 'true', timeoutMs },
      { signal: AbortSignal.abort() },
    );
    expect(never.end).toEqual({ kind: 'cancelled' });
    expect((await service.steps.look(nameOf('stop'), 0)).state).toEqual({ kind: 'absent' });
  });

  test('has ended by itself when the signal comes too late: the host has the last word', async () => {
    await service.run('exit 0');
    expect(await service.steps.kill(nameOf(), 'TERM', 'timedOut')).toBe(false);
    expect((await service.steps.look(nameOf(), 0)).state).toEqual({ kind: 'exited', exitCode: 0 });
  });

  test('tells another desktop that it was killed, and why', async () => {
    await service.run('sleep 300', { timeoutMs: 300 });
    const found = await followDetached(partsOf(service.anotherDesktop()), nameOf(), { timeoutMs });
    expect(found.end).toEqual({ kind: 'timedOut' });
  });
});

describe('a step whose process is gone without an exit code', () => {
  test('has vanished', async () => {
    const ended = service.run('sleep 300');
    process.kill(-(await service.pid()), 'SIGKILL');
    expect((await ended).end).toEqual({ kind: 'vanished', why: 'gone' });
  });

  test('vanished in a reboot when the host has booted since', async () => {
    const ended = service.run('sleep 300');
    const pid = await service.pid();
    const [, ...rest] = service.text('start', 'id').trim().split(' ');
    writeFileSync(service.file('start', 'id'), `00000000-0000-4000-8000-000000000000 ${rest.join(' ')}\n`);
    expect((await ended).end).toEqual({ kind: 'vanished', why: 'rebooted' });
    // Its number belongs to somebody else by now, for all we know.
    expect(await service.steps.kill(nameOf(), 'KILL', 'cancelled')).toBe(false);
    expect(isRunning(pid)).toBe(true);
    process.kill(-pid, 'SIGKILL');
  });

  test('is never mistaken for another process that has its number, let alone killed', async () => {
    const ended = service.run('sleep 300');
    const pid = await service.pid();
    const [boot, , began, limit] = service.text('start', 'id').trim().split(' ');
    writeFileSync(service.file('start', 'id'), `${boot} ${pid} ${Number(began) - 1} ${limit}\n`);
    expect((await ended).end).toEqual({ kind: 'vanished', why: 'gone' });
    expect(await service.steps.kill(nameOf(), 'KILL', 'cancelled')).toBe(false);
    expect(isRunning(pid)).toBe(true);
    process.kill(-pid, 'SIGKILL');
  });

  test.each(['', '0', '1', '-1', 'x', '1; touch /tmp/pwned'])(
    'and a process id that reads %j is nobody’s',
    async (written) => {
      mkdirSync(join(service.stepsFolder, nameOf()), { recursive: true });
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      writeFileSync(service.file('start', 'id'), `${boot} ${written} 1 1000\n`);
      expect(await service.steps.kill(nameOf(), 'KILL', 'cancelled')).toBe(false);
      expect((await service.steps.look(nameOf(), 0)).state).toEqual({ kind: 'vanished', why: 'gone' });
    },
  );
});

describe('a step that is slow to begin', () => {
  test('can be given up, and then does nothing should it wake up', async () => {
    const go = join(scene.room.folder, 'wake-up');
    const bin = join(scene.room.folder, 'bin-slow');
    mkdirSync(bin);
    const slowly = `while [ -d "${service.directory}" ] && [ ! -e "${go}" ]; do sleep 0.1; done; PATH=\${PATH#*:} exec setsid "$@"`;
    writeFileSync(join(bin, 'setsid'), `#!/bin/sh\n${slowly}\n`, { mode: 0o755 });
    const slow = await scene.room.startHost({
      environment: { PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin` },
    });
    const there = service.through(slow);
    const never = join(scene.room.folder, 'never');
    const request = { name: nameOf(), script: `touch '${never}'`, timeoutMs };
    expect((await there.start(request)).state).toEqual({ kind: 'starting' });
    await there.clean();
    expect((await there.look(nameOf(), 0)).state).toEqual({ kind: 'starting' });

    await there.giveUp(nameOf());
    expect((await there.look(nameOf(), 0)).state).toEqual({ kind: 'vanished', why: 'gone' });
    writeFileSync(go, '');
    await until('it has read that it was given up', () => service.text('start', 'rc').startsWith('givenUp'));
    expect((await there.look(nameOf(), 0)).state).toEqual({ kind: 'vanished', why: 'gone' });
    expect(existsSync(never)).toBe(false);
  });
});
