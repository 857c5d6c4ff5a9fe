import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, describe, expect, it } from 'vitest';
import type { Client } from '../../../shared/protocol/client.ts';
import type { RolloutState } from '../../../shared/journal/state.ts';
import { reduce } from '../../../shared/journal/reduce.ts';
import { emptyJournalState, type JournalState } from '../../../shared/journal/state.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
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

/** Plans, starts and follows a rollout to its end; gives the folded state. */
async function deploy(
  client: Client,
  version: string,
): Promise<{ rollout: RolloutState; state: JournalState }> {
  const question = { service: 'shop', environment: 'production', version };
  const { planSha256 } = await client.call('rollouts.plan', question as never);
  const { rolloutId } = await client.call('rollouts.start', {
    ...question,
    planSha256,
    confirmEnvironment: 'production',
  } as never);
  return follow(client, rolloutId);
}

function follow(client: Client, rolloutId: string): Promise<{ rollout: RolloutState; state: JournalState }> {
  return new Promise((resolve, reject) => {
    let state = emptyJournalState;
    const judge = (): void => {
      const rollout = state.rollouts[rolloutId];
      if (!rollout || (rollout.status.kind !== 'finished' && rollout.status.kind !== 'interrupted')) return;
      subscription.close();
      resolve({ rollout, state });
    };
    const subscription = client.subscribe(
      'state',
      {},
      {
        onSnapshot: (snapshot) => {
          state = snapshot;
          queueMicrotask(judge);
        },
        onEvents: (records) => {
          state = records.reduce(reduce, state);
          judge();
        },
        onFault: reject,
      },
    );
  });
}

async function statusOnBalancers(of: RealFleet): Promise<string[]> {
  const answers = await Promise.all(of.balancers.map((balancer) => balancer.ask('show stat be_shop 4 -1')));
  return answers.flatMap((answer) =>
    answer
      .split('\n')
      .filter((line) => line.startsWith('be_shop,'))
      .map((line) => `${line.split(',')[1]} ${line.split(',')[17]}`),
  );
}

describe('a rolling upgrade over real sshd and two real HAProxy, with load running', () => {
  it('brings the new version to every host and fails no request', async () => {
    fleet = await startRealFleet({ hosts: 6, rollout: { soak: '100ms' } });
    opened = await openApp(fleet.workspace);
    const load = startLoad({ port: fleet.balancers.map((balancer) => balancer.frontendPort) });
    const lag = monitorEventLoopDelay({ resolution: 5 });

    lag.enable();
    const { rollout, state } = await deploy(opened.client, '1.1.0');
    lag.disable();
    const traffic = await load.stop();

    expect(rollout.status).toEqual({ kind: 'finished', result: 'succeeded', reason: undefined });
    expect(traffic.failures).toEqual([]);
    expect(traffic.ok).toBeGreaterThan(100);
    for (const host of fleet.hosts) expect(await fleet.versionOn(host.name)).toBe('1.1.0');
    const servers = await statusOnBalancers(fleet);
    expect(servers).toHaveLength(12);
    expect(servers.every((server) => server.endsWith(' UP'))).toBe(true);
    expect(Object.keys(state.debts)).toEqual([]);
    expect(await opened.client.call('journal.verify', {})).toMatchObject({ ok: true, findings: [] });
    expect(opened.errors).toEqual([]);
    // The load and the hosts' services share this machine; a stall of the app itself is what this catches.
    expect(lag.max / 1e6).toBeLessThan(50);

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
    expect((await statusOnBalancers(fleet)).toSorted()).toEqual([
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
