import type { HostCell } from '../../../shared/view/hostCell.ts';
import { cellsOf, type Matrix } from '../../../shared/view/matrix.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';

/** What is different from before, one sentence per fact: for following a fleet in a log file. */
export function matrixChanges(before: Matrix, after: Matrix): string[] {
  const known = new Map(entriesOf(before));
  return entriesOf(after).flatMap(([key, host]) => {
    const old = known.get(key);
    const was = old && factsOf(old);
    return Object.entries(factsOf(host)).flatMap(([name, value]) =>
      was?.[name] === value ? [] : [visibleText(`${key}: ${name} ${arrow(was?.[name], value)}`)],
    );
  });
}

function entriesOf(matrix: Matrix): (readonly [string, HostCell])[] {
  return cellsOf(matrix).flatMap((cell) =>
    cell.hosts.map((host) => [`${cell.service} on ${host.host} in ${cell.environment}`, host] as const),
  );
}

function factsOf(host: HostCell): Record<string, string> {
  const { observed } = host;
  const isSeen = observed.kind === 'seen';
  return {
    recorded: host.recorded?.version ?? 'nothing',
    ...(observed.kind === 'notLooked' ? {} : { sight: isSeen ? 'seen' : 'not seen' }),
    ...(isSeen ? { observed: observed.release?.version ?? 'nothing', health: observed.health } : {}),
    ...(isSeen && observed.runningVersion !== undefined ? { running: observed.runningVersion } : {}),
    ...Object.fromEntries(
      host.pools.flatMap((pool) => (pool.kind === 'seen' ? [[pool.balancer, pool.status]] : [])),
    ),
    attention:
      host.attention.length === 0
        ? 'none'
        : host.attention.map((it) => `${it.kind}, ${it.message}`).join('; '),
  };
}

function arrow(before: string | undefined, after: string): string {
  return before === undefined ? after : `${before} → ${after}`;
}
