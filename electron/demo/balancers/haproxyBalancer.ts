import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { Lifeline } from '../processes/lifeline.ts';
import { waitUntil } from '../processes/waitUntil.ts';
import { isAnswering } from './askBalancer.ts';
import type { BalancerOptions, DemoBalancer } from './demoBalancer.ts';
import { haproxyConfiguration } from './haproxyConfiguration.ts';

/** Debian keeps it in /usr/sbin, which a person's PATH need not name. */
export function findHaproxy(path = process.env['PATH'] ?? ''): string | undefined {
  const folders = [...path.split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'haproxy'))
    .find(existsSync);
}

/**
 * Starts a real HAProxy in the foreground, as a child of this process.
 *
 * @param configurationPath where its configuration is written.
 * @throws Fault UNSUPPORTED with HAProxy's own words if it does not start.
 */
export async function startHaproxy(
  executable: string,
  configurationPath: string,
  options: BalancerOptions,
  lifeline: Lifeline,
): Promise<DemoBalancer> {
  await writeFile(configurationPath, haproxyConfiguration(options));
  const child = lifeline.spawn(executable, ['-db', '-q', '-f', configurationPath], {
    cwd: '/',
    env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>(
    (done) => void child.once('close', () => done()).once('error', () => done()),
  );
  const words = child.stderr ? text(child.stderr) : Promise.resolve('');
  const hasEnded = (): boolean =>
    child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  await waitUntil(async () => hasEnded() || (await isAnswering(options.socketPath)), {
    what: `${options.name}: HAProxy answers at its admin socket`,
    deadlineMs: 10_000,
  });
  if (hasEnded()) {
    const said = (await words).trim();
    throw new Fault('UNSUPPORTED', `HAProxy for ${options.name} did not start: ${said}`, {
      wayOut: 'Start the demo with the in-process balancers instead.',
    });
  }
  return {
    name: options.name,
    kind: 'haproxy',
    port: options.port,
    socketPath: options.socketPath,
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
