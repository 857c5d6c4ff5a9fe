import { describe, expect, it } from 'vitest';
import { toRows, type Grouping } from '../../../renderer/src/screens/matrix/grouping.ts';
import { emptyJournalState, type JournalState } from '../../../shared/journal/state.ts';
import { environmentName, serviceName } from '../../../shared/model/names.ts';
import type { Stage } from '../../../shared/model/stage.ts';
import type { Workspace } from '../../../shared/model/workspace.ts';
import type { FleetSnapshot } from '../../../shared/contract/fleetArea.ts';
import { hostCellOf } from '../../../shared/view/hostCell.ts';
import { toMatrixCell } from '../../../shared/view/matrix.ts';
import {
  allWell,
  now,
  notSeen,
  requested,
  seen,
  started,
  stateAfter,
  workspace as scene,
} from '../view/scene.ts';

/** Services of the scene's one target, in these environments. */
function workspaceOf(services: Readonly<Record<string, readonly Stage[]>>): Workspace {
  const [target] = scene.targets;
  if (!target) throw new Error('the scene has no target');
  const stages = [...new Set(Object.values(services).flat())];
  return {
    ...scene,
    environments: stages.map((stage) => ({ name: environmentName.parse(stage), stage, hosts: [] })),
    targets: Object.entries(services).flatMap(([service, of]) =>
      of.map((stage) => ({
        ...target,
        service: serviceName.parse(service),
        environment: environmentName.parse(stage),
      })),
    ),
  };
}

/** Headings with a colon, services by name. */
function listed(
  workspace: Workspace,
  grouping: Grouping,
  of: { readonly state?: JournalState; readonly fleet?: FleetSnapshot } = {},
): string[] {
  const { state = emptyJournalState, fleet = allWell } = of;
  const services = [...new Set(workspace.targets.map(({ service }): string => service))];
  const rows = toRows(workspace, services, grouping, (service) =>
    workspace.targets
      .filter((target) => target.service === service)
      .map((target) =>
        toMatrixCell(
          target,
          target.placements.map((placement) => hostCellOf({ target, placement, state, fleet, now })),
          state,
        ),
      ),
  );
  return rows.map((row) => (row.kind === 'group' ? `${row.label} (${row.note}):` : row.label));
}

describe('the rows of the matrix', () => {
  const workspace = workspaceOf({
    cart: ['uat'],
    billing: ['staging', 'production'],
    api: ['production'],
    tools: ['commit'],
  });

  it('stand in the order of the workspace when they are not grouped', () => {
    expect(listed(workspace, 'none')).toEqual(['cart', 'billing', 'api', 'tools']);
  });

  it('are grouped by how far they have come, production first, without empty groups', () => {
    expect(listed(workspace, 'stage')).toEqual([
      'Up to production (2 services):',
      'billing',
      'api',
      'Up to uat (1 service):',
      'cart',
      'Up to commit (1 service):',
      'tools',
    ]);
  });

  it('lose no service that is deployed nowhere', () => {
    expect(toRows(workspace, ['nowhere'], 'stage', () => []).map(({ label }) => label)).toEqual([
      'Deployed nowhere',
      'nowhere',
    ]);
    expect(toRows(workspace, ['nowhere'], 'state', () => []).map(({ label }) => label)).toEqual([
      'Not all seen',
      'nowhere',
    ]);
  });
});

describe('the rows of the matrix, grouped by state', () => {
  const workspace = workspaceOf({ shop: ['production'] });
  const headingOf = (of: Parameters<typeof listed>[2]) => listed(workspace, 'state', of)[0];

  it('are steady where every host is seen and well', () => {
    expect(headingOf({})).toBe('Steady (1 service):');
  });

  it('need attention where a host is away or unwell', () => {
    const [, ...others] = allWell.hosts;
    const away = { ...allWell, hosts: [notSeen('web-1', 'no answer'), ...others] };
    expect(headingOf({ fleet: away })).toBe('Needs attention (1 service):');
    const unwell = { ...allWell, hosts: [seen('web-1', { health: 'failing' }), ...others] };
    expect(headingOf({ fleet: unwell })).toBe('Needs attention (1 service):');
  });

  it('are rolling while a rollout runs, whatever else is the matter', () => {
    expect(headingOf({ state: stateAfter(requested, started) })).toBe('Rolling out (1 service):');
  });

  it('are not all seen where nobody has looked yet', () => {
    expect(headingOf({ fleet: { hosts: [], balancers: allWell.balancers } })).toBe(
      'Not all seen (1 service):',
    );
  });

  it('stand under the gravest state of all their cells', () => {
    const two = workspaceOf({ api: ['staging'], shop: ['production', 'staging'] });
    // Of api the hosts tell nothing.
    expect(listed(two, 'state', { state: stateAfter(requested, started) })).toEqual([
      'Rolling out (1 service):',
      'shop',
      'Not all seen (1 service):',
      'api',
    ]);
  });
});
