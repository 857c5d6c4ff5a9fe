import type { DeploymentTarget } from '../../../../shared/model/workspace.ts';
import { isOpen, type MatrixCell } from '../../../../shared/view/matrix.ts';
import { isLeftBehind } from '../../../../shared/view/matrixFacts.ts';

/** Words that ask for a state instead of a name. */
const states: Readonly<Record<string, (cell: MatrixCell) => boolean>> = {
  drift: (cell) => cell.hosts.some((host) => host.drift),
  debt: (cell) => cell.hosts.some((host) => host.debts.length > 0),
  unreachable: (cell) => cell.hosts.some((host) => host.observed.kind === 'notSeen'),
  unhealthy: (cell) =>
    cell.hosts.some((host) => host.observed.kind === 'seen' && host.observed.health === 'failing'),
  rolling: (cell) => cell.rollout !== undefined && isOpen(cell.rollout.status),
  failed: isLeftBehind,
  attention: (cell) => cell.attention > 0 || isLeftBehind(cell),
};

export const stateWords: readonly string[] = Object.keys(states);

export interface Shown {
  readonly services: ReadonlySet<string>;
  readonly environments: ReadonlySet<string>;
}

export function parseFilter(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/**
 * The services and environments that have a cell which fits every word: by service, environment, version, host or
 * state. `undefined` when nothing is asked for, so everything is shown.
 */
export function applyFilter(
  words: readonly string[],
  targets: readonly DeploymentTarget[],
  cellOf: (service: string, environment: string) => MatrixCell | undefined,
): Shown | undefined {
  if (words.length === 0) return undefined;
  const services = new Set<string>();
  const environments = new Set<string>();
  for (const target of targets) {
    // By name first: a cell is made only where names alone do not decide.
    const open = words.filter((word) => !hasName(target, word));
    if (open.length > 0 && !fits(open, cellOf(target.service, target.environment))) continue;
    services.add(target.service);
    environments.add(target.environment);
  }
  return { services, environments };
}

function hasName({ service, environment, placements }: DeploymentTarget, word: string): boolean {
  return (
    service.toLowerCase().includes(word) ||
    environment.toLowerCase().includes(word) ||
    placements.some(({ host }) => host.toLowerCase().includes(word))
  );
}

function fits(words: readonly string[], cell: MatrixCell | undefined): boolean {
  if (!cell) return false;
  return words.every(
    (word) =>
      states[word]?.(cell) === true ||
      cell.versions.some(({ version }) => version?.toLowerCase().includes(word)) ||
      cell.hosts.some(({ recorded }) => recorded?.version.toLowerCase().includes(word)),
  );
}
