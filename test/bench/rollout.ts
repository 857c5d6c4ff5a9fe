import { readWorkspace } from '../../electron/workspace/readWorkspace.ts';
import { addRelease, warmMs, type BenchRelease } from './fleet/addRelease.ts';
import { resetFleet, verifyFleet } from './fleet/fleetState.ts';
import { startRolloutFleet } from './fleet/startRolloutFleet.ts';
import { rollWithTheApp } from './lib/appRollout.ts';
import { withCleanup } from './lib/cleanup.ts';
import { measureInTurns } from './lib/inTurns.ts';
import { printReport, readLoad } from './lib/report.ts';
import { reportRollouts, type MeasuredRollout, type RolloutSide } from './lib/rolloutReport.ts';
import { readOptions } from './lib/readOptions.ts';
import { timed } from './lib/statistics.ts';
import { rollBarely } from './script/bareRollout.ts';

/**
 * Rolls the same hosts with the whole app and with a bare ssh2 script, in turns, over real sshd and two real
 * HAProxy. Both wait for the same service and the same checks, and look as often.
 */
const options = readOptions('bench:rollout', { hosts: 20, runs: 3, megabytes: 8 });
const sides: readonly RolloutSide[] = ['script', 'app'];

await withCleanup(async (cleanup) => {
  const fleet = await startRolloutFleet(options.hosts, cleanup);
  const sizeBytes = options.megabytes * 1024 * 1024;
  const nextRelease = takeTurns([
    await addRelease(fleet.workspace, '2.0.0', sizeBytes),
    await addRelease(fleet.workspace, '2.1.0', sizeBytes),
  ]);
  const loadBefore = readLoad();

  const results = await measureInTurns(sides, options.runs, async (side) => {
    const release = nextRelease();
    await resetFleet(fleet);
    const cpuBefore = process.cpuUsage();
    const { value, ms } = await timed(() => roll(side, fleet.workspace, release));
    const cpu = process.cpuUsage(cpuBefore);
    await verifyFleet(fleet, release.version);
    if (!options.json) console.error(`${side}: ${release.version} on every host in ${Math.round(ms)} ms`);
    return { totalMs: ms, cpuMs: (cpu.user + cpu.system) / 1_000, ...value };
  });
  printReport(reportRollouts(results, { ...options, warmMs, load: [loadBefore, readLoad()] }), options);
});

async function roll(
  side: RolloutSide,
  directory: string,
  release: BenchRelease,
): Promise<Omit<MeasuredRollout, 'totalMs' | 'cpuMs'>> {
  switch (side) {
    case 'app':
      return rollWithTheApp(directory, release.version);
    case 'script': {
      const { workspace } = await readWorkspace({
        directory,
        home: directory,
        environment: {},
        userName: 'nobody',
      });
      return { steps: await rollBarely(workspace, release) };
    }
  }
}

/** Never the release that runs: a host that has it already would be a host less to work on. */
function takeTurns(releases: readonly BenchRelease[]): () => BenchRelease {
  let turn = 0;
  return () => {
    const release = releases[turn % releases.length];
    turn += 1;
    if (!release) throw new Error('there is no release');
    return release;
  };
}
