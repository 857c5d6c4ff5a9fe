import { isOpen, type MatrixCell } from '../../../../shared/view/matrix.ts';
import {
  buildOf,
  gravestPoolStateOf,
  oldestSightingOf,
  shownVersionOf,
  trafficShareOf,
} from '../../../../shared/view/matrixFacts.ts';
import type { DifferenceMark } from '../../../../shared/view/differences.ts';
import type { PromotionMark } from '../../../../shared/view/promotionMarks.ts';
import { plural } from '../../format/plural.ts';
import { toShownPoolState, type CellMark, type MatrixCellModel } from '../../ui/index.ts';

/** What is known of a cell beside what runs there. */
export type TargetMark = PromotionMark | DifferenceMark;

/** A cell as the grid draws it. @param marks what waits for people there, and what hosts say otherwise. */
export function toCellModel(cell: MatrixCell, marks: readonly TargetMark[] = []): MatrixCellModel {
  const version = shownVersionOf(cell);
  return {
    version,
    otherVersions: cell.versions.filter((it) => it.version !== undefined && it.version !== version).length,
    hosts: cell.hosts.map((host) => ({
      host: host.host,
      build: buildOf(host, version),
      pool: toShownPoolState(gravestPoolStateOf(host)),
    })),
    share: trafficShareOf(cell, version),
    marks: [...rolloutMark(cell), ...debtMark(cell), ...driftMark(cell), ...oneOfEach(marks)],
    seenAt: oldestSightingOf(cell),
  };
}

/** A cell has one sign of a kind: an emergency that waits and one that is to be reviewed are told as one. */
function oneOfEach(marks: readonly TargetMark[]): CellMark[] {
  return [...Map.groupBy(marks, ({ kind }) => kind)].map(([kind, same]) => ({
    kind,
    text: same.map(({ text }) => text).join('. '),
    ...(same[0]?.short === undefined ? {} : { short: same[0].short }),
  }));
}

function rolloutMark({ rollout }: MatrixCell): CellMark[] {
  if (!rollout || !isOpen(rollout.status)) return [];
  const { version, finishedHosts, hosts } = rollout;
  return [
    {
      kind: 'rollout',
      text: `Rollout of ${version} running: ${finishedHosts} of ${plural(hosts, 'host')} finished. Press to follow it.`,
      short: `${finishedHosts}/${hosts}`,
    },
  ];
}

function debtMark(cell: MatrixCell): CellMark[] {
  const debts = cell.hosts.flatMap((host) => host.debts);
  const [first] = debts;
  if (!first) return [];
  const text = debts.length === 1 ? `Debt on ${first.host}: ${first.reason}` : plural(debts.length, 'debt');
  return [{ kind: 'debt', text, ...(debts.length > 1 ? { short: String(debts.length) } : {}) }];
}

function driftMark(cell: MatrixCell): CellMark[] {
  const drifted = cell.hosts.filter((host) => host.drift);
  if (drifted.length === 0) return [];
  return [{ kind: 'drift', text: `Drift on ${drifted.map(({ host }) => host).join(', ')}` }];
}
