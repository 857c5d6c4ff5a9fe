import { hostsOf, type Share } from '../../shared/model/share.ts';

/**
 * Cuts hosts into batches. Sizes are numbers, or percentages of all hosts rounded up; the last size repeats
 * until no host is left, and no batch is empty.
 */
export function cutIntoBatches<T>(hosts: readonly T[], sizes: readonly Share[]): T[][] {
  const batches: T[][] = [];
  let from = 0;
  while (from < hosts.length) {
    const size = sizes[Math.min(batches.length, sizes.length - 1)] ?? 1;
    const count = Math.max(1, hostsOf(size, hosts.length));
    batches.push(hosts.slice(from, from + count));
    from += count;
  }
  return batches;
}
