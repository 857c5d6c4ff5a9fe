import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { PreflightReport } from '../../../electron/balancer/preflight.ts';
import { freePorts } from '../../fixtures/freePorts.ts';
import { getOnce } from '../../fixtures/load.ts';
import { until } from '../../fixtures/until.ts';
import {
  controlOf,
  createScene,
  deadlineMs,
  preflightOne,
  stat,
  untilChecked,
  untilStatus,
} from './scene.ts';

const member = { backend: 'app', server: 'a', balancers: ['one'] };

function codes(report: PreflightReport): readonly string[] {
  return report.findings.map(({ severity, code }) => `${severity}: ${code}`);
}

describe('given a server without checks', () => {
  const scene = createScene();

  async function blind() {
    const a = await scene.app('a');
    const one = await scene.haproxy({ pools: [{ backend: 'app', servers: [a], check: false }] });
    return { a, one, ...controlOf({ one }) };
  }

  test('when it is rolled, then every step works and says that HAProxy is blind (trap 9)', async () => {
    const { one, control } = await blind();
    expect(await stat(one, 'app/a', 'status')).toBe('no check');
    const report = await preflightOne(control, member);
    expect(report).toMatchObject({ passed: true, blind: true });
    expect(codes(report)).toEqual(['notice: noChecks']);

    await control.perform('maintain', member);
    await control.perform('admit', member);
    expect(await control.awaitPoolHealthy(member, { deadlineMs })).toEqual({ kind: 'healthy', blind: true });
    await control.perform('ready', member);
    expect(await control.awaitInService(member, { deadlineMs })).toEqual({ kind: 'inService' });

    expect(await getOnce(one.frontendPort)).toEqual({ kind: 'ok', text: 'a' });
  });

  test('when its health were forced down, then nothing but "health up" would bring it back: so that is never sent', async () => {
    const { one, control } = await blind();
    await one.ask('set server app/a health down; set server app/a state ready');
    expect(await stat(one, 'app/a', 'status')).toBe('DOWN');
    await one.ask('set server app/a health up');
    await preflightOne(control, member);

    expect(control.literal('admit', member)).toEqual([
      { balancer: 'one', line: 'set server app/a state drain' },
    ]);
  });

  test('when nobody looked before, then the lines announced for a usual server are not silently changed', async () => {
    const { one, control } = await blind();
    await one.ask('set server app/a state maint');
    const announced = control.literal('admit', member);

    await expect(control.perform('admit', member)).rejects.toMatchObject({
      code: 'BALANCER_REFUSED',
      retryable: true,
      details: ['one needs "set server app/a state drain"'],
    });

    expect(announced[0]?.line).toContain('health down');
    expect(await stat(one, 'app/a', 'status')).toBe('MAINT');
    await control.perform('admit', member);
    expect(await stat(one, 'app/a', 'status')).toBe('DRAIN');
  });

  test('when checks are configured and somebody switched them off, then the preflight says so', async () => {
    const a = await scene.app('a');
    const one = await scene.haproxy({ pools: [{ backend: 'app', servers: [a] }] });
    const { control } = controlOf({ one });
    await untilChecked(one, 'app/a');
    await one.ask('disable health app/a');

    const report = await preflightOne(control, member);

    expect(codes(report)).toEqual(['notice: checksDisabled']);
    expect(report.blind).toBe(true);
    expect(control.literal('admit', member)[0]?.line).not.toContain('health');
  });
});

describe('given a host in two backends, one server tracking the other', () => {
  const scene = createScene();

  async function tracking() {
    const a = await scene.app('a');
    const pools = [
      { backend: 'app', servers: [{ name: 'a', port: a.port }] },
      { backend: 'api', servers: [{ name: 'x', port: a.port, unchecked: true, options: 'track app/a' }] },
    ];
    const one = await scene.haproxy({ pools });
    await untilChecked(one, 'app/a');
    return { a, one, ...controlOf({ one }), follower: { backend: 'api', server: 'x', balancers: ['one'] } };
  }

  test('when the preflight looks, then both pairs and the tracking are named from either side (trap 10)', async () => {
    const { control, follower } = await tracking();

    const first = await preflightOne(control, member);
    expect(codes(first)).toEqual(['notice: trackedByOthers', 'notice: sharedAddress']);
    expect(first.pairs).toEqual([{ balancer: 'one', backend: 'api', server: 'x', samePort: true }]);
    const second = await preflightOne(control, follower);
    expect(codes(second)).toEqual(['notice: tracking', 'notice: sharedAddress']);
    expect(second).toMatchObject({ passed: true, blind: false });
  });

  test('when the tracked one goes to maintenance, then the other follows (trap 10)', async () => {
    const { one, control } = await tracking();

    await control.perform('maintain', member);

    expect(await stat(one, 'api/x', 'status')).toBe('MAINT (via app/a)');
    expect(await control.capacity('api', ['one'])).toMatchObject([
      { up: 0, outOrDown: ['x: MAINT (via app/a)'] },
    ]);
  });

  test('when the follower is rolled, then HAProxy is never asked for what it refuses there, and the tracked checks decide (trap 10)', async () => {
    const { a, one, control, follower } = await tracking();
    expect(await one.ask('set server api/x health down')).toBe(
      'cannot change health on a tracking server.\n\n',
    );
    await preflightOne(control, follower);
    expect(control.literal('admit', follower)).toEqual([
      { balancer: 'one', line: 'set server api/x state drain' },
    ]);

    await control.perform('maintain', follower);
    a.health = 'sick';
    await untilStatus(one, 'app/a', 'DOWN');
    await control.perform('admit', follower);
    expect(await control.awaitPoolHealthy(follower, { deadlineMs: 150 })).toMatchObject({
      kind: 'deadline',
      saw: expect.stringContaining('tracks app/a: DOWN'),
    });
    a.health = 'healthy';
    expect(await control.awaitPoolHealthy(follower, { deadlineMs })).toEqual({
      kind: 'healthy',
      blind: false,
    });
    await control.perform('ready', follower);

    expect(await control.awaitInService(follower, { deadlineMs })).toEqual({ kind: 'inService' });
  });
});

describe('given a server with an agent', () => {
  const scene = createScene();

  async function withAgent() {
    const a = await scene.app('a');
    const [agentPort = 0] = await freePorts(1);
    const agent = { says: 'ready up\n', asked: 0 };
    const server = createServer((socket) => {
      agent.asked += 1;
      socket.on('error', () => undefined);
      socket.end(agent.says);
    });
    await new Promise<void>((resolve) => server.listen(agentPort, '127.0.0.1', resolve));
    scene.keep({ stop: async () => await new Promise<void>((resolve) => server.close(() => resolve())) });
    const options = `agent-check agent-port ${agentPort} agent-inter 50ms`;
    const one = await scene.haproxy({
      pools: [{ backend: 'app', servers: [{ name: 'a', port: a.port, options }] }],
    });
    await untilChecked(one, 'app/a');
    return { a, one, agent, ...controlOf({ one }) };
  }

  test('when it is not silenced, then it undoes what was asked (trap 11)', async () => {
    const { one, agent } = await withAgent();
    const asked = agent.asked;

    await one.ask('set server app/a state maint');
    await one.ask('set server app/a state drain');

    await until('the agent was asked again', () => agent.asked > asked + 1);
    await untilStatus(one, 'app/a', 'UP');
  });

  test('when the control takes the host out, then the agent is silent until it is back (trap 11)', async () => {
    const { one, agent, control } = await withAgent();
    expect(codes(await preflightOne(control, member))).toEqual(['notice: agent']);
    expect(control.literal('ready', member)).toEqual([
      { balancer: 'one', line: 'set server app/a state ready;enable agent app/a' },
    ]);

    const [sent] = await control.perform('drain', member);
    expect(sent).toEqual({
      balancer: 'one',
      line: 'disable agent app/a;set server app/a state drain',
      reply: '\n\n',
    });
    const silent = agent.asked;
    expect(await control.awaitDrained(member, { deadlineMs })).toEqual({ kind: 'drained' });
    await control.perform('maintain', member);
    await control.perform('admit', member);
    expect(await control.awaitPoolHealthy(member, { deadlineMs })).toEqual({ kind: 'healthy', blind: false });
    // One question may have been under way.
    expect(agent.asked).toBeLessThanOrEqual(silent + 1);

    await control.perform('ready', member);
    await until('the agent is asked again', () => agent.asked > silent + 2);
    expect(await control.awaitInService(member, { deadlineMs })).toEqual({ kind: 'inService' });
    expect(await stat(one, 'app/a', 'status')).toBe('UP');
  });
});
