import { poolPollMs } from '../../../electron/app/planService.ts';
import { checkPollMs } from '../../../electron/rollout/performChecks.ts';
import { releaseFolderOf } from '../../../shared/model/release.ts';
import type { BenchRelease } from './addRelease.ts';
import { startCommand, stopCommand } from './shopCommands.ts';
import type { RolloutFleet } from './startRolloutFleet.ts';

/** Everything that a script has to know to do the same work; it looks as often as the app does. */
export interface RolloutTask {
  readonly hosts: readonly {
    readonly name: string;
    readonly sshPort: number;
    /** The service's folder. */
    readonly shop: string;
    readonly port: number;
  }[];
  readonly login: string;
  readonly identityFile: string;
  readonly knownHostsFile: string;
  /** Of the machine on which both HAProxy run. */
  readonly edgePort: number;
  readonly socketPaths: readonly string[];
  readonly backend: string;
  /** Hosts beside each other. */
  readonly batch: number;
  readonly poolPollMs: number;
  readonly checkPollMs: number;
  readonly release: BenchRelease & { readonly folder: string };
  readonly stop: string;
  readonly start: string;
}

export function toRolloutTask(fleet: RolloutFleet, release: BenchRelease, batch: number): RolloutTask {
  return {
    hosts: fleet.hosts,
    login: fleet.login,
    identityFile: fleet.identityFile,
    knownHostsFile: fleet.knownHostsFile,
    edgePort: fleet.edgePort,
    socketPaths: fleet.balancers.map(({ socketPath }) => socketPath),
    backend: fleet.backend,
    batch,
    poolPollMs,
    checkPollMs,
    release: { ...release, folder: releaseFolderOf({ ...release, artifactSha256: release.sha256 }) },
    stop: stopCommand,
    start: startCommand,
  };
}

/** What a release folder says of itself, as `printf` takes it. */
export function releaseFacts({ version, commit, sha256 }: BenchRelease): string {
  return `service shop\\nversion ${version}\\ncommit ${commit}\\nsha256 ${sha256}\\n`;
}
