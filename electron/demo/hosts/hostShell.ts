import type { ChildProcess } from 'node:child_process';
import type { Lifeline } from '../processes/lifeline.ts';

/** What a login on a host gives: a shell in the host's own folder with a clean environment. */
export interface HostShell {
  readonly home: string;
  /** @param command for `sh -c`; without one the shell reads its input. */
  run(command: string | undefined, variables?: Readonly<Record<string, string>>): ChildProcess;
}

export interface HostShellOptions {
  readonly home: string;
  readonly user: string;
  readonly lifeline: Lifeline;
}

export function createHostShell({ home, user, lifeline }: HostShellOptions): HostShell {
  const environment = {
    HOME: home,
    USER: user,
    LOGNAME: user,
    LANG: 'C.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
    SIGNALBOX_DEMO_LEASE: lifeline.leasePath,
    // Inside Electron the services' Node is Electron's own binary, which has to be told.
    ...('electron' in process.versions ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
  };
  return {
    home,
    run: (command, variables = {}) =>
      lifeline.spawn('/bin/sh', command === undefined ? [] : ['-c', command], {
        cwd: home,
        env: { ...environment, ...variables },
        stdio: ['pipe', 'pipe', 'pipe'],
      }),
  };
}
