import { plural } from '../../format/plural.ts';
import { type HostMark, poolStateWords, type ShownPoolState, shownPoolStates } from './poolStates.ts';

/** What the squares show, in words: `6 hosts: 4 new, 2 old; 5 up, 1 drain`. */
export function describeHosts(hosts: readonly HostMark[]): string {
  if (hosts.length === 0) return 'no hosts';
  const count = { new: 0, old: 0, unknown: 0 };
  const inPool = new Map<ShownPoolState, number>();
  for (const { build, pool } of hosts) {
    count[build] += 1;
    inPool.set(pool, (inPool.get(pool) ?? 0) + 1);
  }
  const builds = (['new', 'old', 'unknown'] as const).map((build) => ({ word: build, count: count[build] }));
  const pools = shownPoolStates.map((pool) => ({
    word: poolStateWords[pool],
    count: inPool.get(pool) ?? 0,
  }));
  return `${plural(hosts.length, 'host')}: ${counted(builds)}; ${counted(pools)}`;
}

function counted(counts: readonly { readonly word: string; readonly count: number }[]): string {
  return counts
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`)
    .join(', ');
}
