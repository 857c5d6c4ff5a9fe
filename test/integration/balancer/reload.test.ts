import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { counterDelta } from '../../../electron/balancer/counterDelta.ts';
import { observeBalancer } from '../../../electron/balancer/observeBalancer.ts';
import { sessionsScript } from '../../../electron/rollout/hostScripts.ts';
import { getOnce, startLoad } from '../../fixtures/load.ts';
import { until } from '../../fixtures/until.ts';
import { clientOf, controlOf, createScene, deadlineMs, stat, untilChecked, untilStatus } from './scene.ts';

/** As a host is asked: by its own script, in a real shell. */
async function countConnections(port: number): Promise<number> {
  const { stdout } = await promisify(execFile)('sh', ['-c', sessionsScript(port)]);
  return Number(stdout);
}

const memberA = { backend: 'app', server: 'a', balancers: ['one'] };
const memberB = { ...memberA, server: 'b' };

describe.each([{ masterWorker: true }, { masterWorker: false }])(
  'given a HAProxy that is reloaded, masterWorker: $masterWorker',
  ({ masterWorker }) => {
    const scene = createScene();

    async function threeHosts() {
      const [a, b, c] = [await scene.app('a'), await scene.app('b'), await scene.app('c')];
      const pools = [{ backend: 'app', servers: [a, b, c], lines: [] }];
      const one = await scene.haproxy({ pools, masterWorker });
      for (const server of ['app/a', 'app/b', 'app/c']) await untilChecked(one, server);
      return { a, b, c, one, pools };
    }

    test('when nobody watches, then it forgets who was out (trap 3)', async () => {
      const { one } = await threeHosts();
      await one.ask('set server app/a state drain; set server app/b state maint');
      const before = one.pid;

      await one.reload();

      expect(one.pid).not.toBe(before);
      await untilStatus(one, 'app/a', 'UP');
      await untilStatus(one, 'app/b', 'UP');
    });

    test('when the control looks next, then it first puts the held hosts back and reports it (trap 3)', async () => {
      const { one } = await threeHosts();
      const { control, reloads } = controlOf({ one });
      await control.perform('drain', memberA);
      await control.perform('maintain', memberB);
      const before = one.pid;

      await one.reload();
      // Until its first check a server of a new process reads "UP 1/2", which is not counted on.
      await untilChecked(one, 'app/c');
      const capacity = await control.capacity('app', ['one']);

      expect(capacity).toMatchObject([{ servers: 3, up: 1, outOrDown: ['a: DRAIN', 'b: MAINT'] }]);
      expect(reloads).toHaveLength(1);
      expect(reloads[0]).toMatchObject({
        balancer: 'one',
        before: { pid: before },
        after: { pid: one.pid },
        restored: ['app/a', 'app/b'],
        gone: [],
        sent: [
          { balancer: 'one', line: 'set server app/a state drain', reply: '\n' },
          { balancer: 'one', line: 'set server app/b state maint', reply: '\n' },
        ],
      });
    });

    test('when it comes while a host warms, then the host must earn its health again (traps 1 to 3)', async () => {
      const { a, one } = await threeHosts();
      const { control, reloads } = controlOf({ one });
      const load = scene.keep(startLoad({ port: one.frontendPort }));
      await control.perform('maintain', memberA);
      a.health = 'sick';
      await control.perform('admit', memberA);

      await one.reload();
      expect(await control.awaitPoolHealthy(memberA, { deadlineMs: 300 })).toMatchObject({
        kind: 'deadline',
      });
      expect(reloads).toMatchObject([
        {
          restored: ['app/a'],
          sent: [{ line: 'set server app/a state drain;set server app/a health down' }],
        },
      ]);

      a.health = 'healthy';
      expect(await control.awaitPoolHealthy(memberA, { deadlineMs })).toMatchObject({ kind: 'healthy' });
      await control.perform('ready', memberA);
      expect(await control.awaitInService(memberA, { deadlineMs })).toEqual({ kind: 'inService' });
      expect(await load.stop()).toMatchObject({ failed: 0, failures: [] });
    });

    test('when nothing else polls, then the watch puts held hosts back; a released host is left alone', async () => {
      const { one } = await threeHosts();
      const { control, reloads } = controlOf({ one });
      await control.perform('maintain', memberA);
      await control.perform('drain', memberB);
      await control.perform('ready', memberB);
      const ended = new AbortController();
      const watching = control.watch({ everyMs: 20, signal: ended.signal });

      await one.reload();
      await until('the reload is reported', () => reloads.length > 0);
      ended.abort();
      await watching;

      expect(reloads[0]?.restored).toEqual(['app/a']);
      expect(await stat(one, 'app/a', 'status')).toBe('MAINT');
      await untilStatus(one, 'app/b', 'UP');
    });

    test('when the new configuration lacks a held host, then it is reported gone and the others are still held', async () => {
      const { a, b, one, pools } = await threeHosts();
      const { control, reloads } = controlOf({ one });
      await control.perform('maintain', memberA);
      await control.perform('maintain', memberB);

      await one.reload(
        pools.map((pool) => ({ ...pool, servers: pool.servers.filter((server) => server !== a) })),
      );
      await expect(control.awaitDrained(memberA, { deadlineMs })).rejects.toMatchObject({
        code: 'BALANCER_UNKNOWN_TARGET',
      });

      expect(reloads).toMatchObject([{ restored: ['app/b'], gone: ['app/a'] }]);
      expect(await stat(one, 'app/b', 'status')).toBe('MAINT');
      expect(b.name).toBe('b');
    });

    test('when an older worker still serves a request, then scur reads 0 and the host itself is asked (trap 4)', async () => {
      const { a, b, c, one } = await threeHosts();
      const { control } = controlOf({ one });
      await control.perform('drain', memberB);
      await control.perform('drain', { ...memberA, server: 'c' });
      const slow = getOnce(one.frontendPort, '/hold');
      await until('the host works on the request', () => a.running === 1);
      await control.perform('drain', memberA);

      await one.reload();
      const blindly = await control.awaitDrained(memberA, { deadlineMs: 300 });
      expect(await stat(one, 'app/a', 'scur')).toBe('0');
      expect(blindly).toEqual({
        kind: 'deadline',
        remaining: [{ balancer: 'one', scur: 0, qcur: 0 }],
        sticky: false,
      });
      const asked = await control.awaitDrained(memberA, {
        deadlineMs: 300,
        askHostSessions: async () => a.running,
      });
      expect(asked).toMatchObject({ kind: 'deadline', hostSessions: 1 });

      a.releaseHeld();
      expect(await slow).toEqual({ kind: 'ok', text: 'a' });
      expect(
        await control.awaitDrained(memberA, { deadlineMs, askHostSessions: async () => a.running }),
      ).toEqual({ kind: 'drained' });
      expect([b.running, c.running]).toEqual([0, 0]);
    });

    test('when the balancer keeps idle connections to the host, then they are no sessions of an older worker (trap 4)', async () => {
      const { a, one } = await threeHosts();
      const { control } = controlOf({ one });
      await control.perform('drain', memberB);
      await control.perform('drain', { ...memberA, server: 'c' });
      await one.reload();
      // The control puts the other two back to drain before anything else, so that the client below comes to this host.
      await control.capacity('app', ['one']);
      const load = scene.keep(startLoad({ port: one.frontendPort }));
      await load.more(20);
      await load.stop();
      await control.perform('drain', memberA);
      expect(await countConnections(a.port)).toBeGreaterThan(0);

      const drained = await control.awaitDrained(memberA, {
        // Less than the five seconds for which the host keeps a connection.
        deadlineMs: 2000,
        askHostSessions: () => countConnections(a.port),
      });

      expect(drained).toEqual({ kind: 'drained' });
      expect(await countConnections(a.port)).toBeGreaterThan(0);
    });

    test('when the host cannot tell, then that is no 0: the longest request is waited for (trap 4)', async () => {
      const { one } = await threeHosts();
      const { control } = controlOf({ one });
      await control.perform('drain', memberA);
      await one.reload();

      const drained = await control.awaitDrained(memberA, {
        deadlineMs: 300,
        askHostSessions: async () => undefined,
      });

      expect(drained).toMatchObject({ kind: 'deadline' });
    });

    test('when nobody can ask the host, then the longest request is waited for (trap 4)', async () => {
      const { one } = await threeHosts();
      const { control } = controlOf({ one });
      await control.perform('drain', memberA);
      await one.reload();

      const drained = await control.awaitDrained(memberA, { deadlineMs, longestRequestMs: 2000 });

      expect(drained).toEqual({ kind: 'drained' });
      expect(Number(/^Uptime_sec: (\d+)$/m.exec(await one.ask('show info'))?.[1])).toBeGreaterThanOrEqual(2);
    });

    test('when the counters start again at 0, then that window is dropped (trap 13)', async () => {
      const { one } = await threeHosts();
      const client = clientOf('one', one);
      const look = async () => await observeBalancer(client, { backends: ['app'], now: () => new Date() });
      const load = scene.keep(startLoad({ port: one.frontendPort }));
      const first = await look();
      await load.more(60);
      const second = await look();
      await load.stop();
      await one.reload();
      const third = await look();
      await one.ask('clear counters all');
      const cleared = await look();

      const window = counterDelta(first, second, memberA);
      expect(window).toMatchObject({ kind: 'delta', counters: { hrsp5xx: 0, econ: 0, eresp: 0 } });
      expect(window.kind === 'delta' ? window.counters.reqTotal : 0).toBeGreaterThan(10);
      expect(counterDelta(second, third, memberA)).toEqual({
        kind: 'dropped',
        why: `HAProxy was reloaded: process ${second.pid}, then ${third.pid}`,
      });
      const ranBackwards = { ...third, at: second.at, pid: cleared.pid, servers: second.servers };
      expect(counterDelta(ranBackwards, cleared, memberA)).toMatchObject({
        kind: 'dropped',
        why: 'the counters were cleared',
      });
    });
  },
);
