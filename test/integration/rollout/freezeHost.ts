import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RealHost } from '../../fixtures/realFleet.ts';

/** Stops everything that runs on a host: its sshd, its steps and its service. Returns what wakes it up again. */
export async function freezeHost({ sshd, folder }: RealHost): Promise<() => void> {
  const steps = join(folder, 'shop/.signalbox/steps');
  const groups = readdirSync(steps).map((name) => {
    const [, pid] = readFileSync(join(steps, name, 'id'), 'utf8')
      .trim()
      .split(' ');
    return Number(pid);
  });
  const service = join(folder, 'shop/pid');
  const pids = [
    sshd.pid,
    ...(await sshd.connectionPids()),
    ...groups.filter((pid) => pid > 1).map((pid) => -pid),
    ...(existsSync(service) ? [Number(readFileSync(service, 'utf8'))] : []),
  ];
  const send = (signal: NodeJS.Signals): void => {
    for (const pid of pids) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended by itself.
      }
    }
  };
  send('SIGSTOP');
  return () => send('SIGCONT');
}
