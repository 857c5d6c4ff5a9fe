import { plural } from '../../format/plural.ts';
import { type HostMark, poolStateWords, shownPoolStates } from './poolStates.ts';

/** What the squares show, in words: `6 hosts: 4 new, 2 old; 5 up, 1 drain`. */
export function describeHosts(hosts: readonly HostMark[]): string {
  if (hosts.length === 0) return 'no hosts';
  const builds = (['new', 'old', 'unknown'] as const).map((build) => ({
    word: build,
    count: hosts.filter((host) => host.build === build).length,
  }));
  const pools = shownPoolStates.map((pool) => ({
    word: poolStateWords[pool],
    count: hosts.filter((host) => host.pool === pool).length,
  }));
  return `${plural(hosts.length, 'host')}: ${counted(builds)}; ${counted(pools)}`;
}

function counted(counts: readonly { readonly word: string; readonly count: number }[]): string {
  return counts
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`)
    .join(', ');
}
