import { startObservedHosts } from './fleet/startObservedHosts.ts';
import { withCleanup } from './lib/cleanup.ts';
import { measureInTurns } from './lib/inTurns.ts';
import { reportObservations, type ObservingSide } from './lib/observeReport.ts';
import { readOptions } from './lib/readOptions.ts';
import { printReport, readLoad } from './lib/report.ts';
import { medianOf, timed } from './lib/statistics.ts';
import type { Observer } from './observers/observer.ts';
import { connectSshObserver, type SshObserver } from './observers/sshObserver.ts';
import { connectWarmObserver } from './observers/warmObserver.ts';

/**
 * Reads the release file of every host over connections that stand already: the app's observation against the
 * `ssh` client with ControlMaster, in turns.
 */
const options = readOptions('bench:observe', { hosts: 100, runs: 15 });
const sides: readonly ObservingSide[] = ['ssh', 'app'];

await withCleanup(async (cleanup) => {
  const observed = await startObservedHosts(options.hosts, cleanup);
  const versions = observed.hosts.map(({ version }) => version).toSorted();
  const ssh = await connectSshObserver(observed);
  cleanup.add(() => ssh.close());
  const app = await connectWarmObserver(observed);
  cleanup.add(() => app.close());
  const clientsAtOnce = await findBestClients(ssh, options.hosts);
  const observers: Readonly<Record<ObservingSide, Observer['observe']>> = {
    ssh: () => ssh.observeWith(clientsAtOnce),
    app: () => app.observe(),
  };
  const loadBefore = readLoad();
  const results = await measureInTurns(sides, options.runs, async (side) => {
    const { value, ms } = await timed(observers[side]);
    verifySeen(side, value, versions);
    return ms;
  });
  const load = [loadBefore, readLoad()];
  printReport(
    reportObservations(results, { ...options, clientsAtOnce, sshds: observed.sshds, load }),
    options,
  );
});

/** As many clients at once as suit `ssh` best on this machine; both sides get warm by it as well. */
async function findBestClients(ssh: SshObserver, hosts: number): Promise<number> {
  const candidates = [2, 4, 8, 16, 32, hosts].filter((count) => count <= hosts);
  const medians = new Map<number, number>();
  for (const count of candidates) {
    const rounds: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      rounds.push((await timed(() => ssh.observeWith(count))).ms);
    }
    medians.set(count, medianOf(rounds));
  }
  const [best] = [...medians].toSorted(([, one], [, other]) => one - other);
  return best?.[0] ?? hosts;
}

function verifySeen(side: ObservingSide, seen: readonly string[], expected: readonly string[]): void {
  if (seen.toSorted().join() === expected.join()) return;
  throw new Error(`${side} read ${seen.length} release files instead of ${expected.length}, or wrong ones`);
}
