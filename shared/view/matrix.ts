import type { FleetSnapshot } from '../contract/fleetArea.ts';
import type { Debt, JournalState, RolloutState, RolloutStatus } from '../journal/state.ts';
import type { Stage } from '../model/stage.ts';
import type { DeploymentTarget, Workspace } from '../model/workspace.ts';
import { hostCellOf, type HostCell } from './hostCell.ts';

export { isOpenStatus as isOpen } from '../journal/rolloutStatus.ts';

/** What runs where: rows are services, columns environments in pipeline order. */
export interface Matrix {
  readonly environments: readonly { readonly name: string; readonly stage: Stage }[];
  readonly rows: readonly MatrixRow[];
  /** Debts of hosts that the workspace does not have any more: they stay visible until someone clears them. */
  readonly otherDebts: readonly Debt[];
}

export interface MatrixRow {
  readonly service: string;
  /** One per environment; `undefined` where the service is not deployed. */
  readonly cells: readonly (MatrixCell | undefined)[];
}

export interface MatrixCell {
  readonly service: string;
  readonly environment: string;
  readonly hosts: readonly HostCell[];
  /** Observed versions with the number of hosts each, most hosts first; `undefined` for hosts that were not seen. */
  readonly versions: readonly { readonly version: string | undefined; readonly hosts: number }[];
  /** Hosts with something that a person should look at. */
  readonly attention: number;
  /** The newest rollout here, running or over. */
  readonly rollout: CellRollout | undefined;
}

export interface CellRollout {
  readonly id: string;
  readonly version: string;
  readonly status: RolloutStatus;
  /** Since when it is in this state. */
  readonly at: string;
  readonly hosts: number;
  /** Hosts that it has finished with, however. */
  readonly finishedHosts: number;
  /** It was to be taken back, and that could not begin. */
  readonly rollbackTrouble?: string;
}

/** Pure: the same view for a window and a terminal. `now` is what ages are measured against. */
export function matrixOf(workspace: Workspace, state: JournalState, fleet: FleetSnapshot, now: Date): Matrix {
  const environments = workspace.environments.map(({ name, stage }) => ({ name, stage }));
  const targetOf = (service: string, environment: string): DeploymentTarget | undefined =>
    workspace.targets.find((it) => it.service === service && it.environment === environment);
  return {
    environments,
    rows: workspace.services.map(({ name }) => ({
      service: name,
      cells: environments.map((environment) => {
        const target = targetOf(name, environment.name);
        return target && matrixCellOf(target, state, fleet, now);
      }),
    })),
    otherDebts: Object.values(state.debts).filter(
      (debt) => !targetOf(debt.service, debt.environment)?.placements.some(({ host }) => host === debt.host),
    ),
  };
}

/** Every cell that exists, row by row. */
export function cellsOf(matrix: Matrix): readonly MatrixCell[] {
  return matrix.rows.flatMap((row) => row.cells.filter((cell) => cell !== undefined));
}

export function needsAttention(matrix: Matrix): boolean {
  return matrix.otherDebts.length > 0 || cellsOf(matrix).some((cell) => cell.attention > 0);
}

function matrixCellOf(
  target: DeploymentTarget,
  state: JournalState,
  fleet: FleetSnapshot,
  now: Date,
): MatrixCell {
  return toMatrixCell(
    target,
    target.placements.map((placement) => hostCellOf({ target, placement, state, fleet, now })),
    state,
  );
}

/** A cell of its hosts' cells. `state` need not hold more than the rollouts of the target. */
export function toMatrixCell(
  target: DeploymentTarget,
  hosts: readonly HostCell[],
  state: Pick<JournalState, 'rollouts' | 'rolloutOrder'>,
): MatrixCell {
  return {
    service: target.service,
    environment: target.environment,
    hosts,
    versions: countVersions(hosts),
    attention: hosts.filter((host) => host.attention.length > 0).length,
    rollout: newestRolloutOf(state, target),
  };
}

function newestRolloutOf(
  state: Pick<JournalState, 'rollouts' | 'rolloutOrder'>,
  target: DeploymentTarget,
): CellRollout | undefined {
  const id = state.rolloutOrder.findLast((it) => isRolloutOf(state.rollouts[it], target));
  const rollout = id === undefined ? undefined : state.rollouts[id];
  if (!rollout) return undefined;
  const hosts = Object.values(rollout.hosts);
  return {
    id: rollout.id,
    version: rollout.release.version,
    status: rollout.status,
    at: rollout.finishedAt ?? rollout.startedAt ?? rollout.requestedAt,
    hosts: hosts.length,
    finishedHosts: hosts.filter((host) => host.outcome).length,
    ...(rollout.rollback?.trouble === undefined ? {} : { rollbackTrouble: rollout.rollback.trouble }),
  };
}

function isRolloutOf(rollout: RolloutState | undefined, target: DeploymentTarget): boolean {
  return rollout?.service === target.service && rollout.environment === target.environment;
}

function countVersions(hosts: readonly HostCell[]): MatrixCell['versions'] {
  const counts = new Map<string | undefined, number>();
  for (const { observed } of hosts) {
    const version = observed.kind === 'seen' ? observed.release?.version : undefined;
    counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  return [...counts]
    .map(([version, count]) => ({ version, hosts: count }))
    .toSorted((a, b) => b.hosts - a.hosts);
}
