import { stage, type Stage } from '../../../../shared/model/stage.ts';
import type { Workspace } from '../../../../shared/model/workspace.ts';
import type { MatrixCell } from '../../../../shared/view/matrix.ts';
import { cellStateOf, type CellState } from '../../../../shared/view/matrixFacts.ts';
import { plural } from '../../format/plural.ts';
import type { MatrixRow } from '../../ui/index.ts';

export type Grouping = 'none' | 'stage' | 'state';
export const groupings: readonly Grouping[] = ['none', 'stage', 'state'];

const stateHeadings: readonly (readonly [CellState, string])[] = [
  ['attention', 'Needs attention'],
  ['rolling', 'Rolling out'],
  ['unknown', 'Not all seen'],
  ['steady', 'Steady'],
];

/** The services as rows, under headings where they are grouped. Empty groups are not shown. */
export function toRows(
  workspace: Workspace,
  services: readonly string[],
  grouping: Grouping,
  cellsOf: (service: string) => readonly MatrixCell[],
): readonly MatrixRow[] {
  switch (grouping) {
    case 'none':
      return services.map(toRow);
    case 'stage':
      return [...stage.options.toReversed(), undefined].flatMap((it) =>
        group(
          `stage/${it ?? ''}`,
          it === undefined ? 'Deployed nowhere' : `Up to ${it}`,
          services.filter((name) => furthestStage(workspace, name) === it),
        ),
      );
    case 'state': {
      const byState = Map.groupBy(services, (name) => gravestState(cellsOf(name)));
      return stateHeadings.flatMap(([state, heading]) =>
        group(`state/${state}`, heading, byState.get(state) ?? []),
      );
    }
  }
}

function group(id: string, label: string, services: readonly string[]): readonly MatrixRow[] {
  if (services.length === 0) return [];
  return [{ kind: 'group', id, label, note: plural(services.length, 'service') }, ...services.map(toRow)];
}

function toRow(service: string): MatrixRow {
  return { kind: 'service', id: service, label: service };
}

/** How far down the pipeline a service is deployed. */
function furthestStage(workspace: Workspace, service: string): Stage | undefined {
  const stages = workspace.targets
    .filter((target) => target.service === service)
    .map((target) => workspace.environments.find(({ name }) => name === target.environment)?.stage);
  return stage.options.findLast((it) => stages.includes(it));
}

function gravestState(cells: readonly MatrixCell[]): CellState {
  const states = new Set(cells.map(cellStateOf));
  return stateHeadings.find(([state]) => states.has(state))?.[0] ?? 'unknown';
}
