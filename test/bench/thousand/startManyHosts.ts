import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createSshKeyPair, knownHostsLine } from '../../../electron/demo/hosts/sshKeys.ts';
import type { Cleanup } from '../lib/cleanup.ts';

export interface ManyHosts {
  readonly hosts: readonly { readonly name: string; readonly port: number }[];
  readonly identityFile: string;
  readonly knownHostsFile: string;
}

const script = fileURLToPath(new URL('./serveHosts.ts', import.meta.url));
const hostsInProcess = 250;

/** Embedded servers in processes of their own, so that the app's is measured alone. */
export async function startManyHosts(folder: string, count: number, cleanup: Cleanup): Promise<ManyHosts> {
  const hostKey = createSshKeyPair('bench');
  const login = createSshKeyPair('login');
  await writeFile(join(folder, 'keys.json'), JSON.stringify({ hostKey, authorizedKey: login.publicKey }));
  const identityFile = join(folder, 'login_ed25519');
  await writeFile(identityFile, login.privateKey, { mode: 0o600 });
  const parts = Array.from({ length: Math.ceil(count / hostsInProcess) }, (_, part) => part * hostsInProcess);
  const hosts = await Promise.all(
    parts.map((first) => startPart(folder, first, Math.min(hostsInProcess, count - first), cleanup)),
  );
  const knownHostsFile = join(folder, 'known_hosts');
  const lines = hosts.flat().map(({ port }) => `${knownHostsLine(port, hostKey)}\n`);
  await writeFile(knownHostsFile, lines.join(''));
  return { hosts: hosts.flat(), identityFile, knownHostsFile };
}

async function startPart(
  folder: string,
  first: number,
  count: number,
  cleanup: Cleanup,
): Promise<ManyHosts['hosts']> {
  const child = spawn(process.execPath, [script, folder, String(first), String(count)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  cleanup.add(async () => {
    if (child.exitCode !== null) return;
    child.stdin.end();
    await once(child, 'exit');
  });
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error('the hosts did not start');
}
