import { describe, expect, it } from 'vitest';
import { emptyJournalState } from '../../../shared/journal/state.ts';
import { createCellIndex } from '../../../renderer/src/stores/cells/cellIndex.ts';
import type { FleetState } from '../../../renderer/src/stores/state.ts';
import { generateFleet, generateWorkspace, sightingOf } from '../../fixtures/generatedWorkspace.ts';

const workspace = generateWorkspace({ services: 3, environments: 2, hosts: 2 });
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 8, 0, seconds)).toISOString();

function fleetAt(seconds: number): FleetState {
  const { hosts, balancers } = generateFleet(workspace, '1.0.0', at(seconds));
  return {
    hosts: Object.fromEntries(hosts.map((it) => [it.host, it])),
    balancers: Object.fromEntries(balancers.map((it) => [it.balancer, it])),
  };
}

function openIndex() {
  const index = createCellIndex({ now: () => new Date(at(0)) });
  const take = (fleet: FleetState, state = emptyJournalState) => index.take({ workspace, state, fleet });
  take(fleetAt(0));
  index.settle(() => true);
  return { index, take };
}

describe('the index of cells', () => {
  it('keeps every cell while sightings say the same', () => {
    const { index, take } = openIndex();
    const before = index.cellOf('service-1', 'env-1');
    expect(take(fleetAt(5))).toBe(false);
    expect(index.cellOf('service-1', 'env-1')).toBe(before);
  });

  it('lets a cell grow older, but not every second', () => {
    const { index, take } = openIndex();
    const before = index.cellOf('service-1', 'env-1');
    expect(take(fleetAt(10))).toBe(true);
    expect(index.cellOf('service-1', 'env-1')).not.toBe(before);
  });

  it('makes only the cells of the host that changed', () => {
    const { index, take } = openIndex();
    const elsewhere = index.cellOf('service-1', 'env-2');
    const fleet = fleetAt(0);
    const changed = sightingOf(workspace, 'env-1-host-1', '2.0.0', at(1));
    expect(take({ ...fleet, hosts: { ...fleet.hosts, [changed.host]: changed } })).toBe(true);
    expect(index.cellOf('service-1', 'env-2')).toBe(elsewhere);
    expect(index.cellOf('service-1', 'env-1')?.versions).toHaveLength(2);
  });

  it('makes of a cell only the hosts that changed', () => {
    const { index, take } = openIndex();
    const before = index.cellOf('service-1', 'env-1');
    const fleet = fleetAt(0);
    const changed = sightingOf(workspace, 'env-1-host-1', '2.0.0', at(1));
    take({ ...fleet, hosts: { ...fleet.hosts, [changed.host]: changed } });
    const after = index.cellOf('service-1', 'env-1');
    expect(after?.hosts[0]).not.toBe(before?.hosts[0]);
    expect(after?.hosts[1]).toBe(before?.hosts[1]);
  });

  it('makes all hosts of a pool anew when its balancer tells something new', () => {
    const { index, take } = openIndex();
    const fleet = fleetAt(0);
    const balancer = fleet.balancers['env-1-lb'];
    if (balancer?.kind !== 'seen') throw new Error('no balancer');
    const servers = balancer.servers.map((it) => ({ ...it, state: 'drain' as const, status: 'DRAIN' }));
    take({ ...fleet, balancers: { ...fleet.balancers, 'env-1-lb': { ...balancer, servers } } });
    const cell = index.cellOf('service-1', 'env-1');
    expect(cell?.hosts.map(({ pools }) => pools[0])).toMatchObject([{ state: 'drain' }, { state: 'drain' }]);
  });

  it('keeps the attention list while what changes is no matter of it', () => {
    const { index, take } = openIndex();
    const before = index.attention();
    const fleet = fleetAt(0);
    const harmless = sightingOf(workspace, 'env-1-host-1', '2.0.0', at(1));
    take({ ...fleet, hosts: { ...fleet.hosts, [harmless.host]: harmless } });
    index.settle(() => true);
    expect(index.attention()).toBe(before);
    const failing = {
      ...harmless,
      services: (harmless.kind === 'seen' ? harmless.services : []).map((it) => ({
        ...it,
        health: 'failing' as const,
      })),
    };
    take({ ...fleet, hosts: { ...fleet.hosts, [harmless.host]: failing as typeof harmless } });
    index.settle(() => true);
    expect(index.attention().map(({ kind }) => kind)).toEqual(['unhealthy', 'unhealthy', 'unhealthy']);
    take(fleet);
    index.settle(() => true);
    expect(index.attention()).toEqual([]);
  });

  it('forgets a host that is not in the fleet any more', () => {
    const { index, take } = openIndex();
    const fleet = fleetAt(0);
    const { 'env-1-host-1': _, ...left } = fleet.hosts;
    expect(take({ ...fleet, hosts: left })).toBe(true);
    expect(index.cellOf('service-1', 'env-1')?.hosts[0]?.observed.kind).toBe('notLooked');
  });

  it('stops making cells when the time is up, and goes on later', () => {
    const index = createCellIndex({ now: () => new Date(at(0)) });
    index.take({ workspace, state: emptyJournalState, fleet: fleetAt(0) });
    let left = 2;
    expect(index.settle(() => left-- > 0)).toBe(false);
    expect([...index.cells()]).toHaveLength(2);
    expect(index.settle(() => true)).toBe(true);
    expect([...index.cells()]).toHaveLength(6);
  });
});
