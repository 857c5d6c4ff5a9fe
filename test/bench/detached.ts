import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSshFleet } from '../../electron/ssh/createSshFleet.ts';
import { createDetachedSteps } from '../../electron/ssh/detached/detachedSteps.ts';
import { runDetached } from '../../electron/ssh/detached/runDetached.ts';
import { folderIn } from '../../electron/ssh/hostFolder.ts';
import { createKnownHosts } from '../../electron/ssh/knownHosts.ts';
import { parseKnownHosts } from '../../electron/ssh/knownHostsFile.ts';
import { startSshHosts } from './fleet/startSshHosts.ts';
import { withCleanup, type Cleanup } from './lib/cleanup.ts';
import { measureInTurns } from './lib/inTurns.ts';
import { detachedSides, reportDetached, type DetachedSide } from './lib/detachedReport.ts';
import { readOptions } from './lib/readOptions.ts';
import { printReport, readLoad } from './lib/report.ts';
import { timed } from './lib/statistics.ts';

/**
 * What it costs that a step outlives its connection: the same command as a detached step and on a channel of its
 * own, in turns, over one connection that stands already.
 */
const options = readOptions('node test/bench/detached.ts', { runs: 60 });

await withCleanup(async (cleanup) => {
  const run = await connect(cleanup);
  const loadBefore = readLoad();
  for (const side of detachedSides) await run(side, 0);
  const results = await measureInTurns(detachedSides, options.runs, async (side, index) => {
    const { value, ms } = await timed(() => run(side, index + 1));
    if (value !== 'done\n') throw new Error(`${side} printed ${JSON.stringify(value)}`);
    return ms;
  });
  printReport(reportDetached(results, { ...options, load: [loadBefore, readLoad()] }), options);
});

async function connect(cleanup: Cleanup): Promise<(side: DetachedSide, index: number) => Promise<string>> {
  const root = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
  cleanup.add(() => rm(root, { recursive: true, force: true }));
  const ssh = await startSshHosts(root, 1);
  cleanup.add(() => ssh.stop());
  const [sshd] = ssh.sshds;
  if (!sshd) throw new Error('there is no host');
  const fleet = createSshFleet({
    knownHosts: createKnownHosts([parseKnownHosts(ssh.knownHosts, 'known_hosts')], 'known_hosts'),
    askPassphrase: async () => undefined,
    agentSocket: 'none',
  });
  cleanup.add(() => fleet.dispose());
  const host = fleet.host({
    name: 'web-1',
    address: sshd.address,
    port: sshd.port,
    user: sshd.user,
    identityFiles: [ssh.key.privateKeyFile],
    jumps: [],
  });
  const parts = {
    steps: createDetachedSteps(host, folderIn(join(root, 'service'))),
    clock: {
      monotonicMs: () => performance.now(),
      delay: (ms: number, { signal }: { signal?: AbortSignal }) =>
        delay(ms, undefined, signal ? { signal } : {}),
    },
    random: Math.random,
    reconnectMs: 10_000,
  };
  return async (side, index) => {
    const [kind, ms] = side.split(' ');
    const script = `sleep ${Number(ms) / 1_000}; echo done`;
    if (kind === 'execute') return (await host.execute(script, { timeoutMs: 60_000 })).output;
    const name = `run-${index}-${ms}.web-1.start`;
    return (await runDetached(parts, { name, script, timeoutMs: 60_000 })).output;
  };
}
