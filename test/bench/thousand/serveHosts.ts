import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSshHost } from '../../../electron/demo/hosts/sshHost.ts';

/**
 * node serveHosts.ts <folder> <first> <count>: so many embedded SSH servers in this one process, each with a folder of its own and
 * a real shell; prints their ports. They share a host key, which `<folder>/keys.json` holds with the login's. Ends when its
 * standard input does.
 */
const [folder = '', first = '0', count = '0'] = process.argv.slice(2);
const children = new Set<ChildProcess>();

const { hostKey, authorizedKey } = JSON.parse(await readFile(join(folder, 'keys.json'), 'utf8'));
const hosts = await Promise.all(
  Array.from({ length: Number(count) }, async (_, index) => {
    const name = `host-${Number(first) + index + 1}`;
    const home = join(folder, 'hosts', name);
    await mkdir(home, { recursive: true });
    return startSshHost({
      name,
      user: 'bench',
      hostKey,
      authorizedKey,
      sockets: [],
      shell: { home, run: runIn(home) },
    });
  }),
);
console.log(JSON.stringify(hosts.map(({ name, port }) => ({ name, port }))));

process.stdin.resume().once('end', () => {
  for (const child of children) child.kill('SIGKILL');
  process.exit(0);
});

function runIn(home: string) {
  const environment = { HOME: home, USER: 'bench', PATH: '/usr/local/bin:/usr/bin:/bin' };
  return (command: string | undefined, variables: Readonly<Record<string, string>> = {}): ChildProcess => {
    const child = spawn('/bin/sh', command === undefined ? [] : ['-c', command], {
      cwd: home,
      env: { ...environment, ...variables },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  };
}
