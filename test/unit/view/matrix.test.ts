import { describe, expect, it } from 'vitest';
import { emptyJournalState } from '../../../shared/journal/state.ts';
import { cellsOf, matrixOf, needsAttention } from '../../../shared/view/matrix.ts';
import type { HostCell } from '../../../shared/view/hostCell.ts';
import * as scene from './scene.ts';

const { workspace, allWell, now, seen, balancer, stateAfter } = scene;

function hostIn(state = emptyJournalState, fleet = allWell, name = 'web-1'): HostCell {
  const host = cellsOf(matrixOf(workspace, state, fleet, now))[0]?.hosts.find((it) => it.host === name);
  if (!host) throw new Error(`no ${name} in the matrix`);
  return host;
}

const withHost = (sighting: ReturnType<typeof seen>) => ({
  ...allWell,
  hosts: [sighting, ...allWell.hosts.filter((it) => it.host !== sighting.host)],
});

describe('the matrix', () => {
  it('has a row per service and a column per environment, empty where the service is not deployed', () => {
    const matrix = matrixOf(workspace, emptyJournalState, allWell, now);
    expect(matrix.environments.map(({ name }) => name)).toEqual(['staging', 'production']);
    expect(matrix.rows[0]?.cells[0]).toBeUndefined();
    expect(matrix.rows[0]?.cells[1]).toMatchObject({
      versions: [{ version: '1.0.0', hosts: 3 }],
      attention: 0,
    });
    expect(needsAttention(matrix)).toBe(false);
  });

  it('shows what was seen with its age, and the pool state of each balancer', () => {
    const host = hostIn();
    expect(host.observed).toMatchObject({ kind: 'seen', ageMs: 30_000, release: { version: '1.0.0' } });
    expect(host.pools.map((pool) => [pool.balancer, pool.kind === 'seen' && pool.status])).toEqual([
      ['lb-1', 'UP'],
      ['lb-2', 'UP'],
    ]);
  });

  it('says that nobody has looked, instead of guessing', () => {
    const host = hostIn(emptyJournalState, { hosts: [], balancers: [] });
    expect(host.observed.kind).toBe('notLooked');
    expect(host.pools.map((pool) => pool.kind)).toEqual(['notLooked', 'notLooked']);
    expect(host.attention).toEqual([]);
  });

  it('calls it drift when the journal says one release and the host has another', () => {
    const state = stateAfter(scene.requested, scene.started, scene.hostDone('web-1'), scene.interrupted);
    expect(hostIn(state).drift).toEqual({ kind: 'otherRelease', recorded: '1.1.0', observed: '1.0.0' });
    expect(hostIn(state).attention.map(({ kind }) => kind)).toEqual(['drift']);
    expect(hostIn(state, withHost(seen('web-1', { version: '1.1.0' }))).drift).toBeUndefined();
  });

  it('calls it drift when another version runs than is installed', () => {
    const host = hostIn(emptyJournalState, withHost(seen('web-1', { running: '0.9.0' })));
    expect(host.drift).toEqual({ kind: 'otherProcess', installed: '1.0.0', running: '0.9.0' });
  });

  it('calls it drift when a release was recorded and nothing is there', () => {
    const state = stateAfter(scene.requested, scene.started, scene.hostDone('web-1'), scene.interrupted);
    const bare = {
      kind: 'seen' as const,
      host: scene.hosts[0] ?? never(),
      at: scene.t0.toISOString(),
      services: [],
    };
    expect(hostIn(state, withHost(bare)).drift).toEqual({ kind: 'nothingThere', recorded: '1.1.0' });
  });

  it('does not cry drift while a rollout is at work on the host', () => {
    const state = stateAfter(scene.requested, scene.started, scene.begun('web-1', 'drain'));
    const host = hostIn(
      state,
      withHost(seen('web-1', { version: '1.1.0', running: '1.0.0', health: 'failing' })),
    );
    expect(host.rollout).toEqual({ id: 'rollout-1', version: '1.1.0', phase: 'draining' });
    expect(host.attention).toEqual([]);
  });

  it('asks for attention where an interrupted rollout left a step open', () => {
    const state = stateAfter(
      scene.requested,
      scene.started,
      scene.begun('web-1', 'start'),
      scene.interrupted,
    );
    expect(hostIn(state).attention).toEqual([
      { kind: 'leftOpen', message: 'a rollout of 1.1.0 was interrupted here during "start"' },
    ]);
    expect(hostIn(state, allWell, 'web-2').attention).toEqual([]);
  });

  it('asks for attention for debts, hosts out of sight, failing health and servers out of the pool', () => {
    const fleet = {
      hosts: [
        seen('web-1', { health: 'failing' }),
        scene.notSeen('web-2', 'no route to host'),
        seen('web-3'),
      ],
      balancers: [balancer('lb-1', { 'web-3': 'maintenance' }), balancer('lb-2')],
    };
    const state = stateAfter(scene.debt('web-3', 'held out'));
    const kindsOf = (name: string) =>
      hostIn(state, fleet, name).attention.map((it) => `${it.kind}: ${it.message}`);
    expect(kindsOf('web-1')).toEqual(['unhealthy: its health check fails']);
    expect(kindsOf('web-2')).toEqual(['notSeen: no route to host']);
    expect(kindsOf('web-3')).toEqual(['debt: held out', 'outOfPool: MAINT on lb-1']);
    expect(needsAttention(matrixOf(workspace, state, fleet, now))).toBe(true);
  });

  it('keeps debts of hosts that the workspace no longer has in sight', () => {
    const matrix = matrixOf(workspace, stateAfter(scene.debt('web-9', 'gone')), allWell, now);
    expect(matrix.otherDebts.map(({ host }) => host)).toEqual(['web-9']);
    expect(needsAttention(matrix)).toBe(true);
  });
});

function never(): never {
  throw new Error('the scene has hosts');
}
