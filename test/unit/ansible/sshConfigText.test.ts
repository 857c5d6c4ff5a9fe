import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { knownHostsText, sshConfigText } from '../../../electron/ansible/sshConfigText.ts';
import { host, type SshDestination } from '../../../shared/model/workspace.ts';

const destination = (name: string, more: Partial<SshDestination> = {}): SshDestination => ({
  name,
  address: `${name}.example`,
  port: 22,
  user: 'deploy',
  identityFiles: ['/home/ann/my key'],
  jumps: [],
  ...more,
});
const toHost = (ssh: SshDestination) => host.parse({ name: ssh.name, ssh, variables: {} });
const settings = { knownHosts: [], useAgent: false, connectTimeoutMs: 10_000, keepAliveMs: 15_000 };
const textOf = (...hosts: SshDestination[]): string =>
  sshConfigText({
    hosts: hosts.map(toHost),
    ssh: settings,
    knownHosts: '/run dir/known_hosts',
    controlFolder: '/tmp/c',
  });

/** What OpenSSH itself makes of it. */
function asOpenSshReadsIt(text: string, name: string): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-sshconfig-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'config'), text);
  const lines = execFileSync('ssh', ['-G', '-F', join(folder, 'config'), name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).split('\n');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}

describe('the way that OpenSSH goes for Ansible', () => {
  it('is the one that Signalbox goes, jump by jump, and asks nobody', () => {
    const far = destination('gate', { port: 2200, user: 'jump', identityFiles: [] });
    const near = destination('inner-gate', { jumps: [] });
    const text = textOf(
      destination('web-1', { port: 2022, jumps: [{ ...near, jumps: [far] }, destination('last')] }),
    );
    const web = asOpenSshReadsIt(text, 'web-1');
    expect(Object.fromEntries(web)).toMatchObject({
      hostname: 'web-1.example',
      port: '2022',
      user: 'deploy',
      identityfile: '/home/ann/my key',
      stricthostkeychecking: 'true',
      batchmode: 'yes',
      userknownhostsfile: '/run dir/known_hosts',
      globalknownhostsfile: '/dev/null',
      updatehostkeys: 'false',
      forwardagent: 'no',
      identityagent: 'none',
      proxyjump: 'signalbox-jump-3',
    });
    const chain = ['signalbox-jump-3', 'signalbox-jump-2', 'signalbox-jump-1'].map((it) =>
      asOpenSshReadsIt(text, it),
    );
    expect(chain.map((it) => [it.get('hostname'), it.get('proxyjump')])).toEqual([
      ['last.example', 'signalbox-jump-2'],
      ['inner-gate.example', 'signalbox-jump-1'],
      ['gate.example', undefined],
    ]);
    expect(chain[2]?.get('port')).toBe('2200');
  });

  it('refuses what would be read as something else', () => {
    for (const address of ['a"b', 'a\nProxyCommand evil', 'a\\b', '${HOME}', '']) {
      expect(() => textOf(destination('web-1', { address }))).toThrow(
        "cannot be written in OpenSSH's configuration",
      );
    }
    expect(() => textOf(destination('web-1', { user: '%h' }))).toThrow('cannot be written');
    const scoped = textOf(destination('web-1', { address: 'fe80::1%eth0' }));
    expect(asOpenSshReadsIt(scoped, 'web-1').get('hostname')).toBe('fe80::1%eth0');
  });

  it('shares a connection among tasks, unless the path of its socket would be too long', () => {
    const shared = asOpenSshReadsIt(textOf(destination('web-1')), 'web-1');
    expect([shared.get('controlmaster'), shared.get('controlpath')]).toEqual([
      'auto',
      expect.stringMatching(/^\/tmp\/c\/[0-9a-f]{40}$/),
    ]);
    const far = sshConfigText({
      hosts: [toHost(destination('web-1'))],
      ssh: settings,
      knownHosts: '/k',
      controlFolder: `/${'x'.repeat(60)}`,
    });
    expect(asOpenSshReadsIt(far, 'web-1').get('controlmaster')).toBe('false');
  });

  it('trusts no certificate authority, since Signalbox does not', () => {
    expect(
      knownHostsText(['web ssh-ed25519 AAAA\n@cert-authority * ssh-rsa B\n', '@revoked * ssh-rsa C']),
    ).toBe('web ssh-ed25519 AAAA\n\n@revoked * ssh-rsa C\n');
  });
});
