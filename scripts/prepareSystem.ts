import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The tests use the real things: sshd, HAProxy, Git, Chromium. Where one is missing it is installed, if this is
 * root on Debian or Ubuntu; elsewhere the exact command is said and nothing is tested.
 */
const needs = [
  { program: 'sshd', package: 'openssh-server' },
  { program: 'ssh-keygen', package: 'openssh-client' },
  { program: 'haproxy', package: 'haproxy' },
  { program: 'git', package: 'git' },
  { program: 'chromium', package: 'chromium' },
  { program: 'chromium-headless-shell', package: 'chromium-headless-shell' },
  { program: 'ss', package: 'iproute2' },
  { program: 'script', package: 'bsdutils' },
  { program: 'jq', package: 'jq' },
  { program: 'ansible-playbook', package: 'ansible-core' },
  { program: 'pdftotext', package: 'poppler-utils' },
] as const;

const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];

function isInstalled(program: string): boolean {
  return folders.some((folder) => {
    const path = join(folder, program);
    if (!existsSync(path)) return false;
    accessSync(path, constants.X_OK);
    return true;
  });
}

function isDebianFamily(): boolean {
  if (!existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function missingPackages(): string[] {
  return needs.filter((need) => !isInstalled(need.program)).map((need) => need.package);
}

const packages = missingPackages();
if (packages.length > 0) {
  const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!isDebianFamily() || process.getuid?.() !== 0) {
    console.error(
      `The tests need programs that are not here. Install them first:\n\n  sudo sh -c '${command}'\n`,
    );
    process.exit(1);
  }
  console.log(`Installing what the tests need: ${packages.join(', ')}`);
  // Services that packages would start are of no use here: the tests start their own.
  execFileSync('sh', ['-c', command], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  });
  const still = missingPackages();
  if (still.length > 0) {
    console.error(`Still missing after the installation: ${still.join(', ')}. Run: ${command}`);
    process.exit(1);
  }
}
