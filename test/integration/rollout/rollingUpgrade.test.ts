import { afterEach, describe, expect, it } from 'vitest';
import { deploy } from '../../fixtures/deploy.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
import { watchBusyTime } from '../../fixtures/busyTime.ts';
import { startLoad } from '../../fixtures/load.ts';
import { startRealFleet, type RealFleet } from '../../fixtures/realFleet.ts';

let fleet: RealFleet | undefined;
let opened: OpenApp | undefined;

afterEach(async () => {
  await opened?.close();
  await fleet?.stop();
  opened = undefined;
  fleet = undefined;
});

describe('a rolling upgrade over real sshd and two real HAProxy, with load running', () => {
  it('brings the new version to every host and fails no request', async () => {
    fleet = await startRealFleet({ hosts: 6, rollout: { soak: '100ms' } });
    opened = await openApp(fleet.workspace);
    const load = startLoad({ port: fleet.balancers.map((balancer) => balancer.frontendPort) });
    const busy = watchBusyTime();

    const { rollout, state } = await deploy(opened.client, '1.1.0');
    const longestBusyMs = busy.stop();
    const traffic = await load.stop();

    expect(rollout.status).toEqual({ kind: 'finished', result: 'succeeded', reason: undefined });
    expect(traffic.failures).toEqual([]);
    expect(traffic.ok).toBeGreaterThan(100);
    for (const host of fleet.hosts) expect(await fleet.versionOn(host.name)).toBe('1.1.0');
    const servers = await fleet.statusOnBalancers();
    expect(servers).toHaveLength(12);
    expect(servers.every((server) => server.endsWith(' UP'))).toBe(true);
    expect(Object.keys(state.debts)).toEqual([]);
    expect(await opened.client.call('journal.verify', {})).toMatchObject({ ok: true, findings: [] });
    expect(opened.errors).toEqual([]);
    expect(longestBusyMs).toBeLessThan(50);

    const again = await deploy(opened.client, '1.1.0');
    expect(Object.values(again.rollout.hosts).map((host) => host.phase)).toEqual(Array(6).fill('unchanged'));
  });

  it('keeps the first host out when the release is meant to fail, and touches no other', async () => {
    fleet = await startRealFleet({ hosts: 4, rollout: { checkTimeout: '2s' } });
    opened = await openApp(fleet.workspace);
    const load = startLoad({ port: fleet.balancers.map((balancer) => balancer.frontendPort) });

    const { rollout, state } = await deploy(opened.client, '1.2.0');
    const traffic = await load.stop();

    expect(rollout.status).toMatchObject({ kind: 'finished', result: 'failed' });
    expect(traffic.failures).toEqual([]);
    expect(Object.values(state.debts)).toMatchObject([{ host: 'web-1' }]);
    expect((await fleet.statusOnBalancers()).toSorted()).toEqual([
      'web-1 MAINT',
      'web-1 MAINT',
      'web-2 UP',
      'web-2 UP',
      'web-3 UP',
      'web-3 UP',
      'web-4 UP',
      'web-4 UP',
    ]);
    for (const name of ['web-2', 'web-3', 'web-4']) {
      expect(await fleet.versionOn(name)).toBe('1.0.0');
      expect(rollout.hosts[name]?.phase).toBe('staged');
      expect(rollout.hosts[name]?.outcome).toBeUndefined();
    }

    const repaired = await deploy(opened.client, '1.1.0');
    expect(repaired.rollout.status).toMatchObject({ result: 'succeeded' });
    expect(repaired.state.debts).toEqual({});
  });
});
