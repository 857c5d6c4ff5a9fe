import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  CommandAnswer,
  CommandBalancer,
  CommandMember,
} from '../../../electron/balancer/commands/commandBalancer.ts';
import { createCommandPool, type CommandPool } from '../../../electron/balancer/commands/commandPool.ts';
import { joinPools } from '../../../electron/balancer/commands/joinPools.ts';
import { createPoolControl } from '../../../electron/balancer/poolControl.ts';
import { quoteShell } from '../../../electron/ssh/quote.ts';
import { controlOf, createScene, deadlineMs, stat, untilChecked } from './scene.ts';

let folder = '';
/** Keeps one file per server; what a test wants to go wrong is a file too. */
const script = `#!/bin/sh
cd "\${0%/*}" || exit 1
case $1 in
  out) [ -e stubborn ] || echo out >"$2";;
  in) echo in >"$2";;
  state) [ ! -e "say.$2" ] || { cat "say.$2"; exit 0; }; cat "$2";;
esac
[ ! -e "fail.$1" ] || { echo "no \${1} today"; exit 3; }
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commands-'));
  await writeFile(join(folder, 'pool'), script);
  await chmod(join(folder, 'pool'), 0o755);
});

afterAll(async () => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  for (const name of ['say.a', 'say.b', 'fail.out', 'fail.in', 'fail.state', 'stubborn'])
    await rm(join(folder, name), { force: true });
  for (const name of ['a', 'b', 'c']) await write(name, 'in\n');
});

const write = (name: string, text: string) => writeFile(join(folder, name), text);
const fileOf = async (name: string) => (await readFile(join(folder, name), 'utf8')).trim();

/** Over a real shell of this machine, instead of one at the other end of SSH. */
function balancer(overrides: Partial<CommandBalancer> = {}): CommandBalancer {
  const pool = join(folder, 'pool');
  const run = (line: string): Promise<CommandAnswer> =>
    new Promise((resolve) =>
      execFile('sh', ['-c', line], (error, stdout, stderr) => {
        const exitCode = typeof error?.code === 'number' ? error.code : 0;
        resolve({ exitCode, how: `exit code ${exitCode}`, output: stdout + stderr });
      }),
    );
  return {
    name: 'edge',
    host: 'lb',
    words: {
      out: [pool, 'out', '{server}'],
      in: [pool, 'in', '{server}'],
      state: [pool, 'state', '{server}'],
    },
    members: ['a', 'b', 'c'].map((server) => memberOf(server)),
    quote: quoteShell,
    ask: run,
    change: run,
    ...overrides,
  };
}

function memberOf(server: string, address = '10.0.0.1'): CommandMember {
  return { host: `web-${server}`, address, port: 8080, backend: 'app', server };
}

function poolOf(one: CommandBalancer = balancer()): CommandPool {
  return createCommandPool(new Map([['edge', one]]), waits);
}

const waits = {
  now: () => new Date(),
  delay: async (ms: number, o: { signal?: AbortSignal }) => await delay(ms, undefined, o),
  pollMs: 20,
};
const ref = (server: string) => ({ backend: 'app', server, balancers: ['edge'] });

describe('given a balancer that is served by commands', () => {
  test('when a server goes out and comes back, then each is believed only when "state" says it', async () => {
    const pool = poolOf();
    await write('say.a', 'draining\n');

    await pool.takeOut(ref('a'), {});
    expect(await pool.awaitState('out', ref('a'), { deadlineMs: 60 })).toEqual([
      { balancer: 'edge', state: 'draining' },
    ]);
    await rm(join(folder, 'say.a'));
    expect(await pool.awaitState('out', ref('a'), { deadlineMs })).toBeUndefined();

    await pool.putIn(ref('a'), {});
    expect(await pool.awaitState('in', ref('a'), { deadlineMs })).toBeUndefined();
  });

  test.each([
    ['in and out', 'in out\n', /printed "in out" instead of in, out or draining/],
    ['nothing', '', /printed nothing instead/],
    ['a word more', 'in\nwarning: old config\n', /printed "in warning: old config"/],
    ['hidden letters', 'in\u202e\u001b[2J\n', /printed "in\S+\[2J" instead/],
    ['too much', 'x'.repeat(5000), /printed "x{120}…" instead/],
  ])(
    'when "state" prints %s, then that is an error and names balancer, server and host',
    async (_, says, why) => {
      await write('say.a', says);

      const asking = poolOf().states(ref('a'), {});

      await expect(asking).rejects.toMatchObject({
        code: 'BALANCER_UNPARSEABLE',
        message: expect.stringMatching(/^balancer edge: "state" of web-a on lb printed /),
      });
      await expect(asking).rejects.toThrow(why);
    },
  );

  test.each(['out', 'state'] as const)(
    'when "%s" ends with another exit code than 0, then it is an error',
    async (command) => {
      await write(`fail.${command}`, '');
      const pool = poolOf();

      await expect(
        command === 'out' ? pool.takeOut(ref('a'), {}) : pool.states(ref('a'), {}),
      ).rejects.toMatchObject({
        code: 'BALANCER_REFUSED',
        message: expect.stringMatching(
          new RegExp(`^balancer edge: "${command}" for web-a on lb: exit code 3, printed "`),
        ),
      });
    },
  );

  test('when one server of the pool cannot be judged, then there is no count of it at all', async () => {
    await write('say.b', 'perhaps\n');

    await expect(poolOf().capacity('app', ['edge'], {})).rejects.toMatchObject({
      code: 'BALANCER_UNPARSEABLE',
    });
  });

  test('when it goes on saying "in" of what was taken out, then that is not counted as in service', async () => {
    await write('stubborn', '');
    const pool = poolOf();

    await pool.takeOut(ref('a'), {});

    expect(await fileOf('a')).toBe('in');
    expect(await pool.capacity('app', ['edge'], {})).toMatchObject([
      { servers: 3, up: 2, outOrDown: ['a: taken out, says in'], queued: 0 },
    ]);
  });

  test('when facts look like shell text, then they arrive as they are, in one word each', async () => {
    const hostile = `1.2.3.4; touch ${folder}/owned $(touch ${folder}/owned) 'x' "y" \\ {server}`;
    const one = balancer({
      words: {
        out: ['true'],
        in: ['true'],
        state: ['sh', '-c', 'printf %s "$1" >"$0"; echo in', join(folder, 'got'), '{address}'],
      },
      members: [memberOf('a', hostile)],
    });

    await poolOf(one).states(ref('a'), {});

    expect(await fileOf('got')).toBe(hostile);
    expect(existsSync(join(folder, 'owned'))).toBe(false);
  });
});

describe('given a pool behind HAProxy and behind commands', () => {
  const scene = createScene();

  async function both() {
    const [a, b] = [await scene.app('a'), await scene.app('b')];
    const one = await scene.haproxy({ pools: [{ backend: 'app', servers: [a, b] }] });
    for (const server of ['app/a', 'app/b']) await untilChecked(one, server);
    const control = joinPools(controlOf({ one }).control, poolOf());
    return { one, control, member: { backend: 'app', server: 'a', balancers: ['one', 'edge'] } };
  }

  test('when a host goes through, then out means out on both, and in means in on both (trap 18)', async () => {
    const { one, control, member } = await both();
    expect((await control.preflight([member]))[0]).toMatchObject({ passed: true, findings: [] });

    await control.perform('drain', member);
    expect(await control.awaitDrained(member, { deadlineMs })).toEqual({ kind: 'drained' });
    expect([await stat(one, 'app/a', 'status'), await fileOf('a')]).toEqual(['DRAIN', 'out']);
    await control.perform('maintain', member);
    await control.perform('admit', member);
    expect(await control.awaitPoolHealthy(member, { deadlineMs })).toEqual({ kind: 'healthy', blind: false });
    expect(await fileOf('a')).toBe('out');
    await control.perform('ready', member);

    expect(await control.awaitInService(member, { deadlineMs })).toEqual({ kind: 'inService' });
    expect(await control.observe(member)).toMatchObject([
      { balancer: 'one', inService: true, saw: 'UP' },
      { balancer: 'edge', inService: true, saw: 'in' },
    ]);
    expect(await control.capacity('app', member.balancers)).toMatchObject([{ up: 2 }, { up: 3 }]);
  });

  test('when the commands do not answer, then HAProxy is not touched; when HAProxy does not, then no command is run', async () => {
    const { one, control, member } = await both();
    await write('fail.state', '');

    await expect(control.perform('drain', member)).rejects.toMatchObject({ code: 'BALANCER_REFUSED' });
    expect(await stat(one, 'app/a', 'status')).toBe('UP');
    expect((await control.preflight([member]))[0]).toMatchObject({
      passed: false,
      findings: [{ severity: 'blocking', balancer: 'edge', code: 'BALANCER_REFUSED' }],
    });

    await rm(join(folder, 'fail.state'));
    await one.stop();
    await expect(control.perform('drain', member)).rejects.toMatchObject({ code: 'BALANCER_UNREACHABLE' });
    expect(await fileOf('a')).toBe('in');
  });

  test('when one of them refuses, then a failed host is kept out on the other all the same', async () => {
    const { one, control, member } = await both();
    await write('fail.out', '');

    await expect(control.perform('maintain', member)).rejects.toMatchObject({ code: 'BALANCER_REFUSED' });

    expect(await stat(one, 'app/a', 'status')).toBe('MAINT');
  });

  test('when the deadline passes, then what may still route is named, and "ready" is refused to what is in already', async () => {
    const { control, member } = await both();
    await write('stubborn', '');
    await control.perform('drain', member);

    expect(await control.awaitDrained(member, { deadlineMs: 100 })).toMatchObject({
      kind: 'deadline',
      notOut: ['edge says in'],
    });
    await expect(control.perform('ready', member)).rejects.toMatchObject({
      code: 'BALANCER_REFUSED',
      message: 'app/a was taken out and says edge: in',
    });
  });

  test('when a weight is wanted, then it is refused with the reason, and nothing is sent', async () => {
    const { one, control, member } = await both();

    await expect(control.share(member, 50)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('cannot be set on edge'),
    });
    expect(await one.ask('get weight app/a')).toBe('1 (initial 1)\n\n');
  });

  test('when commands stand alone, then the same control works without any HAProxy', async () => {
    const control = joinPools(createPoolControl({ clients: new Map(), ...waits }), poolOf());
    expect(control.literal('maintain', ref('a'))).toEqual([]);
    expect(control.literal('drain', ref('a'))).toEqual([
      { balancer: 'edge', line: `'${folder}/pool' 'out' 'a'` },
    ]);

    await control.perform('drain', ref('a'));
    expect(await control.awaitDrained(ref('a'), { deadlineMs })).toEqual({ kind: 'drained' });
    await control.perform('ready', ref('a'));
    expect(await control.awaitInService(ref('a'), { deadlineMs })).toEqual({ kind: 'inService' });
  });
});
