import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { followDetached, runDetached } from '../../../electron/ssh/detached/runDetached.ts';
import { until } from '../../fixtures/until.ts';
import {
  createDetachedScene,
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

describe('a step that runs to its end', () => {
  test('tells its exit code and both of its streams', async () => {
    const { end, output } = await service.run('echo out; echo err >&2; exit 3');
    expect(end).toEqual({ kind: 'exited', exitCode: 3 });
    expect(output.split('\n').toSorted()).toEqual(['', 'err', 'out']);
  });

  test('finds the home, the variables and the umask of a login, and an empty stdin', async () => {
    const script = 'pwd; echo "$HOME"; umask; cat; set -- $-; echo "$LC_ALL"';
    const { output } = await service.run(script);
    const { output: asked } = await scene.host.ask(script, { timeoutMs });
    expect(output).toBe(asked);
  });

  test('ends by a signal without an exit code of its own', async () => {
    expect((await service.run('kill -KILL $$')).end).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
  });

  test('may hold any text: quotes, dollars, newlines, a syntax error', async () => {
    const { output } = await service.run(`printf '%s|' "it's" "\\$HOME" '"' 'a\nb'; # ' " \``);
    expect(output).toBe(`it's|$HOME|"|a\nb|`);
    const broken = await service.run('if; then', { name: nameOf('stop') });
    expect(broken.end).toEqual({ kind: 'exited', exitCode: 2 });
    expect(broken.output).toMatch(/[Ss]yntax error/);
  });

  test('may print what looks like an answer of ours', async () => {
    const { end, output } = await service.run(`echo 'look ended 0 - 1 0 0 0'; echo refused noSetsid; exit 5`);
    expect(end).toEqual({ kind: 'exited', exitCode: 5 });
    expect(output).toBe('look ended 0 - 1 0 0 0\nrefused noSetsid\n');
  });

  test('is over when it ends, although what it started holds its output open', async () => {
    const { end, output } = await service.run('echo on; sleep 30 & echo $! >&2; exit 0');
    expect(end).toEqual({ kind: 'exited', exitCode: 0 });
    expect(output).toContain('[something that it started holds its output open]');
    process.kill(Number(output.split('\n')[1]));
  });

  test('tells its output while it comes, and characters cut in half are whole', async () => {
    const go = join(service.directory, 'go');
    const chunks: string[] = [];
    const ended = runDetached(
      partsOf(service.steps),
      {
        name: nameOf(),
        script: String.raw`printf 'first \303'; while [ -d "${service.directory}" ] && [ ! -e "${go}" ]; do sleep 0.1; done; printf '\244'`,
        timeoutMs,
      },
      { onOutput: (chunk) => void chunks.push(chunk) },
    );
    await until('the first words are told', () => chunks.join('').includes('first'));
    expect(chunks.join('')).toBe('first ');
    writeFileSync(go, '');
    expect((await ended).output).toBe('first ä');
    expect(chunks.join('')).toBe('first ä');
  });

  test('never waits for a reader: of endless output the host keeps the beginning and the last', async () => {
    const { end, output } = await service.run('yes 0123456789abcde | head -c 30000000; echo the end; exit 4');
    expect(end).toEqual({ kind: 'exited', exitCode: 4 });
    expect(output).toMatch(/^0123456789abcde\n[\s\S]*the host keeps only the last[\s\S]*\nthe end\n$/);
    expect(output.length).toBeLessThan(1_100_000);
    expect(statSync(service.file('start', 'output')).size).toBe(4 * 1024 * 1024);
    expect(statSync(service.file('start', 'tail')).size).toBe(64 * 1024);
  });
});

describe('a name', () => {
  test('is started once, however often it is asked for at once', async () => {
    const runs = join(service.directory, 'runs');
    const script = `echo run >>"${runs}"; sleep 0.2; exit 7`;
    const desktops = [service.steps, service.steps, service.anotherDesktop(), service.anotherDesktop()];
    const outcomes = await Promise.all(
      desktops.map((of) => runDetached(partsOf(of), { name: nameOf(), script, timeoutMs })),
    );
    expect(outcomes.map(({ end }) => end)).toEqual(Array(4).fill({ kind: 'exited', exitCode: 7 }));
    expect(readFileSync(runs, 'utf8')).toBe('run\n');
    expect(readdirSync(service.stepsFolder)).toEqual([nameOf()]);
  });

  test.each([
    '',
    '..',
    'r-1.web-1',
    'r-1.web-1.start;x',
    'r-1.web 1.start',
    '-r.web-1.start',
    'r.web/1.start',
  ])('that is none, such as %j, reaches no host', async (bad) => {
    await expect(service.steps.look(bad, 0)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(service.steps.start({ name: bad, script: 'true', timeoutMs })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  test('that was never started is told from one that ended', async () => {
    expect((await service.steps.look(nameOf(), 0)).state).toEqual({ kind: 'absent' });
    await service.run('exit 0');
    expect((await service.steps.look(nameOf(), 0)).state).toEqual({ kind: 'exited', exitCode: 0 });
    expect((await followDetached(partsOf(service.steps), nameOf('stop'), { timeoutMs })).end).toEqual({
      kind: 'absent',
    });
  });

  test('lies in folders that nobody else may read', async () => {
    await service.run('true');
    const modes = [service.stepsFolder, join(service.stepsFolder, nameOf())].map(
      (folder) => statSync(folder).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o700]);
  });
});

describe('what is there', () => {
  test('is listed with its state, its age and its time limit; folders of others are left alone', async () => {
    await service.run('exit 3', { name: nameOf('stop') });
    const running = service.run('sleep 300', { timeoutMs: 60_000 });
    const pid = await service.pid();
    mkdirSync(join(service.stepsFolder, 'not a step'));
    const list = await service.anotherDesktop().list();
    expect(list.map((it) => [it.name, it.state])).toEqual([
      [nameOf('start'), { kind: 'running' }],
      [nameOf('stop'), { kind: 'exited', exitCode: 3 }],
    ]);
    expect(list[0]?.timeoutMs).toBe(60_000);
    expect(list[0]?.elapsedMs).toBeLessThan(60_000);
    process.kill(-pid, 'SIGKILL');
    await running;
  });

  test('is empty where nothing was ever started', async () => {
    expect(await service.steps.list()).toEqual([]);
    await service.steps.clean();
  });

  test('is cleaned up but for what still runs', async () => {
    await service.run('exit 3', { name: nameOf('stop') });
    const running = service.run('sleep 300');
    const pid = await service.pid();
    await service.steps.clean();
    expect(readdirSync(service.stepsFolder)).toEqual([nameOf('start')]);
    process.kill(-pid, 'SIGKILL');
    await running;
    await service.steps.clean();
    expect(readdirSync(service.stepsFolder)).toEqual([]);
  });
});
