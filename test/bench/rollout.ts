import { fileURLToPath } from 'node:url';
import { readWorkspace } from '../../electron/workspace/readWorkspace.ts';
import { rollWithAnsible } from './ansible/rollAnsible.ts';
import { addRelease, warmMs, type BenchRelease } from './fleet/addRelease.ts';
import { resetFleet, verifyFleet } from './fleet/fleetState.ts';
import { toRolloutTask } from './fleet/rolloutTask.ts';
import { startRolloutFleet, type RolloutFleet } from './fleet/startRolloutFleet.ts';
import { rollWithTheApp } from './lib/appRollout.ts';
import { withCleanup } from './lib/cleanup.ts';
import { measureInTurns } from './lib/inTurns.ts';
import { printReport, readLoad, writeReport } from './lib/report.ts';
import { requirePrograms } from './lib/requirePrograms.ts';
import {
  reportRollouts,
  rolloutSides,
  type BatchResults,
  type MeasuredRollout,
  type RolloutSide,
} from './lib/rolloutReport.ts';
import { readOptions } from './lib/readOptions.ts';
import { timed } from './lib/statistics.ts';
import { rollBarely } from './script/bareRollout.ts';
import { rollWithShell } from './shell/rollShell.ts';

/**
 * Rolls the same hosts with the whole app, with `ansible-playbook`, with a shell script and with a bare ssh2 script, in turns,
 * over real sshd and two real HAProxy, one by one and five at a time. All wait for the same service and the same checks, and
 * look as often. Needs `ansible-core` and `socat` beside what the tests need.
 */
const options = readOptions('bench:rollout', { hosts: 20, runs: 3, megabytes: 5 });
const batches = [1, 5];
const resultFile = fileURLToPath(new URL('../../bench/results/rollout.txt', import.meta.url));

await withCleanup(async (cleanup) => {
  await requirePrograms(['ansible-playbook', 'socat', 'curl']);
  const fleet = await startRolloutFleet(options.hosts, cleanup);
  const sizeBytes = options.megabytes * 1024 * 1024;
  const nextRelease = takeTurns([
    await addRelease(fleet.workspace, '2.0.0', sizeBytes),
    await addRelease(fleet.workspace, '2.1.0', sizeBytes),
  ]);
  const loadBefore = readLoad();

  const measured: BatchResults[] = [];
  for (const batch of batches) {
    await fleet.setBatch(batch);
    const results = await measureInTurns(rolloutSides, options.runs, async (side) => {
      const release = nextRelease();
      await resetFleet(fleet);
      const cpuBefore = process.cpuUsage();
      const { value, ms } = await timed(() => roll(side, fleet, release, batch));
      const cpu = process.cpuUsage(cpuBefore);
      await verifyFleet(fleet, release.version);
      if (!options.json)
        console.error(
          `${side}, batches of ${batch}: ${release.version} on every host in ${Math.round(ms)} ms`,
        );
      return { totalMs: ms, cpuMs: (cpu.user + cpu.system) / 1_000, ...value };
    });
    measured.push({ batch, results });
  }
  const report = reportRollouts(measured, { ...options, warmMs, load: [loadBefore, readLoad()] });
  printReport(report, options);
  await writeReport(report, resultFile);
});

async function roll(
  side: RolloutSide,
  fleet: RolloutFleet,
  release: BenchRelease,
  batch: number,
): Promise<Omit<MeasuredRollout, 'totalMs' | 'cpuMs'>> {
  switch (side) {
    case 'app':
      return rollWithTheApp(fleet.workspace, release.version);
    case 'ansible':
      await rollWithAnsible(toRolloutTask(fleet, release, batch));
      return { steps: new Map() };
    case 'shell':
      await rollWithShell(toRolloutTask(fleet, release, batch));
      return { steps: new Map() };
    case 'script': {
      const { workspace } = await readWorkspace({
        directory: fleet.workspace,
        home: fleet.workspace,
        environment: {},
        userName: 'nobody',
      });
      return { steps: await rollBarely(workspace, release, batch) };
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
