import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './isAlive.ts';
import { startUndertaker } from './undertaker.ts';
import { waitUntil } from './waitUntil.ts';

/** Everything that was started, so that everything can be ended: by process id, never by name. */
export interface Lifeline {
  /** Services watch this file and end themselves when it is gone or its process is dead. */
  readonly leasePath: string;
  /** Starts a child in a process group of its own. */
  spawn(command: string, commandArguments: readonly string[], options: SpawnOptions): ChildProcess;
  /** TERM, then KILL for what is left; returns when nothing is. Removes the run folder. */
  end(): Promise<void>;
}

const gracePeriodMs = 3_000;

export interface LifelineOptions {
  /** For sockets and the lease. */
  readonly runDirectory: string;
  /** What is to be removed if this process dies without a farewell. */
  readonly folders: readonly string[];
  /** Where services' process ids are written when they start; the files may be missing or old. */
  readonly pidFiles?: readonly string[];
}

export function createLifeline({ runDirectory, folders, pidFiles = [] }: LifelineOptions): Lifeline {
  const leasePath = join(runDirectory, 'lease');
  const servicesDirectory = join(runDirectory, 'services');
  const groups = new Set<number>();
  mkdirSync(servicesDirectory, { recursive: true });
  writeFileSync(leasePath, `${process.pid}\n`);
  const undertaker = startUndertaker(folders);

  return {
    leasePath,
    spawn(command, commandArguments, options) {
      const child = spawn(command, commandArguments, { ...options, detached: true });
      const { pid } = child;
      if (pid !== undefined) {
        groups.add(pid);
        undertaker.watch(pid);
        child.once('exit', () => {
          // Background children of a command keep its group alive; it is forgotten when the last one is gone.
          if (isAlive(-pid)) return;
          groups.delete(pid);
          undertaker.forget(pid);
        });
      }
      return child;
    },
    async end() {
      rmSync(leasePath, { force: true });
      const targets = () => [...runningServices(servicesDirectory, pidFiles), ...runningGroups(groups)];
      await endAll(targets);
      await undertaker.dismiss();
      rmSync(runDirectory, { recursive: true, force: true });
    },
  };
}

/**
 * Services sign in under their process id (see the shop's `lease.mjs`) and sign off when they end. One that is
 * only just starting has not signed in yet, but stands in its host's pid file.
 */
function runningServices(directory: string, pidFiles: readonly string[]): number[] {
  const signedIn = readdirSync(directory).map(Number);
  const written = pidFiles.filter(existsSync).map((path) => Number(readFileSync(path, 'utf8')));
  const pids = new Set([...signedIn, ...written].filter((pid) => Number.isSafeInteger(pid) && pid > 1));
  return [...pids].filter((pid) => isAlive(pid) && isService(pid));
}

/** A service that was killed has not signed off, and its id may be another's by now. */
function isService(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('server.mjs');
  } catch {
    return !existsSync('/proc/self');
  }
}

function runningGroups(groups: ReadonlySet<number>): number[] {
  return [...groups].map((group) => -group).filter(isAlive);
}

async function endAll(targets: () => readonly number[]): Promise<void> {
  send('SIGTERM', targets());
  const areGone = () => targets().length === 0;
  try {
    await waitUntil(areGone, { what: 'the services end', deadlineMs: gracePeriodMs });
  } catch {
    send('SIGKILL', targets());
    await waitUntil(areGone, { what: 'the killed services are gone', deadlineMs: gracePeriodMs });
  }
}

function send(signal: NodeJS.Signals, targets: readonly number[]): void {
  for (const target of targets) {
    try {
      process.kill(target, signal);
    } catch {
      // It ended between the look and the signal.
    }
  }
}
