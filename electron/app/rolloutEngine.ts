import { dirname, join } from 'node:path';
import type { Workspace } from '../../shared/model/workspace.ts';
import { createAnsible } from '../ansible/createAnsible.ts';
import { toCommandLine, toPlaybookCommand } from '../ansible/literals.ts';
import type { Journal } from '../journal/journal.ts';
import { exportCommit } from '../repository/exportCommit.ts';
import type { EngineEnd, EnginePort } from '../rollout/ports.ts';
import { quoteShell } from '../ssh/quote.ts';
import { removeLeftovers } from './engineFiles.ts';
import { toEngineRun } from './engineLiteral.ts';
import type { PreparedPlan } from './planService.ts';
import type { AppConfig, AppPorts } from './ports.ts';
import { readProcessIdentity } from './processIdentity.ts';
import type { RolloutLocks } from './rolloutLocks.ts';
import type { StateStore } from './stateStore.ts';

export interface RolloutEngine {
  readonly port: EnginePort;
  /** Never rejects. */
  dispose(): Promise<void>;
}

/** How often a run asks whether its locks are still known to be held. */
const lockWatchMs = 1_000;

/** The engine of one rollout, where its service has one: what it runs is ended once a lock is lost. */
export function createRolloutEngine(parts: {
  readonly rolloutId: string;
  readonly prepared: PreparedPlan;
  readonly locks: RolloutLocks;
  readonly workspace: Workspace;
  readonly config: Pick<AppConfig, 'environment'>;
  readonly ports: AppPorts;
  readonly journal: Pick<Journal, 'path'>;
  readonly store: Pick<StateStore, 'state'>;
}): RolloutEngine | undefined {
  const { prepared, locks, ports } = parts;
  const run = toEngineRun({ ...prepared, release: prepared.plan.release });
  if (!run) return undefined;
  const { repository, commit } = run.engine;
  const folder = join(dirname(parts.journal.path), 'ansible');
  const ansible = createAnsible({
    run,
    folder: join(folder, parts.rolloutId),
    workspace: parts.workspace,
    target: prepared.target,
    environment: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...parts.config.environment },
    identify: async (pid) => (await readProcessIdentity(pid)) ?? 'unknown',
    exportFiles: async (into) => {
      await removeLeftovers(folder, parts.store.state());
      await exportCommit({ directory: repository, commit, into });
    },
  });
  return {
    port: {
      rehearse: (host, options) => ansible.rehearse(host, options),
      run: async (arrivals, { timeoutMs, signal }) => {
        const hosts = arrivals.map(({ host }) => host);
        // The playbook cannot carry the locks' numbers: each host was asked right before, and what is known is watched.
        const watch = watchLocks(hosts, locks, ports);
        try {
          const ends = await ansible.runPlaybook(arrivals, {
            timeoutMs,
            signal: AbortSignal.any([signal, watch.lost]),
          });
          watch.lost.throwIfAborted();
          const command = toCommandLine(toPlaybookCommand(run, hosts), quoteShell);
          return new Map([...ends].map(([host, end]): [string, EngineEnd] => [host, { command, ...end }]));
        } finally {
          watch.end();
        }
      },
    },
    dispose: () => ansible.dispose().catch((error: unknown) => ports.reportError(error)),
  };
}

function watchLocks(
  hosts: readonly string[],
  locks: Pick<RolloutLocks, 'fenceOf'>,
  ports: AppPorts,
): { readonly lost: AbortSignal; end(): void } {
  const lost = new AbortController();
  const enough = new AbortController();
  const watch = async (): Promise<void> => {
    while (!enough.signal.aborted && !lost.signal.aborted) {
      try {
        for (const host of hosts) locks.fenceOf(host);
      } catch (error) {
        lost.abort(error);
      }
      await ports.delay(lockWatchMs, { signal: enough.signal });
    }
  };
  watch().catch(() => undefined); // enough
  return { lost: lost.signal, end: () => enough.abort() };
}
