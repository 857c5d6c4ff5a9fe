import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createDetachedSteps, type DetachedSteps } from '../../../electron/ssh/detached/detachedSteps.ts';
import {
  runDetached,
  type DetachedOutcome,
  type DetachedParts,
} from '../../../electron/ssh/detached/runDetached.ts';
import { toStepName } from '../../../electron/ssh/detached/stepName.ts';
import { folderIn } from '../../../electron/ssh/hostFolder.ts';
import type { RemoteHost } from '../../../electron/ssh/remoteHost.ts';
import type { Sshd } from '../../fixtures/sshd.ts';
import { until } from '../../fixtures/until.ts';
import { createFleetRoom, type FleetRoom } from './fleetRoom.ts';

export const timeoutMs = 20_000;
export const nameOf = (step = 'start'): string => toStepName({ rolloutId: 'r-1', host: 'web-1', step });

/** One service's folder on a host, and the steps in it. */
export interface ServiceScene {
  readonly directory: string;
  readonly stepsFolder: string;
  readonly steps: DetachedSteps;
  /** A file of a step's folder. */
  file(step: string, name: string): string;
  text(step: string, name: string): string;
  /** As soon as the step says who it is. */
  pid(step?: string): Promise<number>;
  run(script: string, more?: Partial<Parameters<typeof runDetached>[1]>): Promise<DetachedOutcome>;
  /** A desktop that knows nothing of what another one did. */
  anotherDesktop(): DetachedSteps;
  /** The same folder, reached through another host. */
  through(sshd: Sshd): DetachedSteps;
}

export interface DetachedScene {
  readonly room: FleetRoom;
  readonly sshd: Sshd;
  readonly host: RemoteHost;
  /** A service of its own, in a folder with a hostile name. */
  createService(): ServiceScene;
}

export async function createDetachedScene(): Promise<DetachedScene> {
  const room = await createFleetRoom();
  const sshd = await room.startHost();
  const host = room.connectTo(sshd);
  let count = 0;
  return {
    room,
    sshd,
    host,
    createService: () => {
      count += 1;
      const directory = join(room.folder, `it's service ${count}`);
      const stepsFolder = join(directory, '.signalbox/steps');
      const steps = createDetachedSteps(host, folderIn(directory));
      const file = (step: string, name: string): string => join(stepsFolder, nameOf(step), name);
      const text = (step: string, name: string): string => readFileSync(file(step, name), 'utf8');
      const through = (sshdOf: Sshd): DetachedSteps =>
        createDetachedSteps(room.connectTo(sshdOf), folderIn(directory));
      return {
        directory,
        stepsFolder,
        steps,
        file,
        text,
        pid: (step = 'start') =>
          until('the step says who it is', () => {
            const [, pid] = existsSync(file(step, 'id')) ? text(step, 'id').trim().split(' ') : [];
            return Number(pid) > 1 && Number(pid);
          }),
        run: (script, more = {}) =>
          runDetached(partsOf(steps), { name: nameOf(), script, timeoutMs, ...more }),
        anotherDesktop: () => through(sshd),
        through,
      };
    },
  };
}

export function partsOf(steps: DetachedSteps, more: Partial<DetachedParts> = {}): DetachedParts {
  return {
    steps,
    clock: {
      monotonicMs: () => performance.now(),
      delay: (ms, { signal }) => delay(ms, undefined, signal ? { signal } : {}),
    },
    random: Math.random,
    reconnectMs: 20_000,
    ...more,
  };
}

/** Whether a process is there and not just waiting to be reaped. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
