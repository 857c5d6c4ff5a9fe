import { describe, expect, test } from 'vitest';
import type { SshDestination } from '../../../shared/model/workspace.ts';
import { formatProblem } from '../../../electron/workspace/problems.ts';
import { createWorkspaceFolder } from './workspaceFolder.ts';

interface Given {
  readonly hosts: readonly string[];
  readonly config?: string;
  readonly inventory?: string;
  readonly files?: Readonly<Record<string, string>>;
}

async function given({ hosts, config, inventory, files = {} }: Given) {
  const folder = await createWorkspaceFolder({
    'signalbox.yaml': [
      'version: 1',
      'name: Shop',
      'hosts:',
      ...hosts.map((it) => `  ${it}`),
      ...(inventory === undefined ? [] : ['inventories: [hosts.ini]']),
      `environments: [{ name: live, stage: production, hosts: [web1] }]`,
      'services: {}',
      '',
    ].join('\n'),
    ...(config === undefined ? {} : { '~/.ssh/config': config }),
    ...(inventory === undefined ? {} : { 'hosts.ini': inventory }),
    ...files,
  });
  const { problems, workspace } = await folder.check();
  return {
    folder,
    problems: problems.map(formatProblem),
    ssh: workspace?.hosts.find((it) => it.name === 'web1')?.ssh,
  };
}

const way = (ssh: SshDestination | undefined) =>
  ssh && [...ssh.jumps, ssh].map((it) => `${it.user}@${it.address}:${it.port}`).join(' > ');

describe('who decides how a host is reached', () => {
  const config = 'Host web1\n  HostName 10.0.0.3\n  User config\n  Port 2203\n  IdentityFile ~/keys/config\n';
  const inventory =
    'web1 ansible_host=10.0.0.2 ansible_user=inventory ansible_port=2202 ansible_ssh_private_key_file=~/keys/inventory\n';
  const entry = 'web1: { address: 10.0.0.1, user: file, port: 2201, identityFile: keys/file }';

  test('nobody: the name, the person, port 22, and the usual keys that exist', async () => {
    const { ssh, folder } = await given({
      hosts: ['web1:'],
      files: { '~/.ssh/id_rsa': '', '~/.ssh/id_ed25519': '', '~/.ssh/id_dsa': '' },
    });
    expect(ssh).toEqual({
      name: 'web1',
      address: 'web1',
      user: 'ann',
      port: 22,
      identityFiles: [`${folder.home}/.ssh/id_ed25519`, `${folder.home}/.ssh/id_rsa`],
      jumps: [],
    });
  });

  test("ssh's configuration before the defaults", async () => {
    const { ssh, folder } = await given({ hosts: ['web1:'], config });
    expect(way(ssh)).toBe('config@10.0.0.3:2203');
    expect(ssh?.identityFiles).toEqual([`${folder.home}/keys/config`]);
  });

  test("the inventory before ssh's configuration", async () => {
    const { ssh, folder } = await given({ hosts: ['web1:'], config, inventory });
    expect(way(ssh)).toBe('inventory@10.0.0.2:2202');
    expect(ssh?.identityFiles).toEqual([`${folder.home}/keys/inventory`]);
  });

  test('signalbox.yaml before all others', async () => {
    const { ssh, folder } = await given({ hosts: [entry], config, inventory });
    expect(way(ssh)).toBe('file@10.0.0.1:2201');
    expect(ssh?.identityFiles).toEqual([`${folder.directory}/keys/file`]);
  });

  test('each field on its own', async () => {
    const { ssh } = await given({
      hosts: ['web1: { user: file }'],
      config,
      inventory: 'web1 ansible_ssh_port=2202 ansible_ssh_user=old\n',
    });
    expect(way(ssh)).toBe('file@10.0.0.3:2202');
  });

  test('blocks for an address apply to the host that has it', async () => {
    const { ssh } = await given({
      hosts: ['web1: { address: 10.0.0.1 }'],
      config: 'Host 10.0.*\n  User byaddress\nHost * !10.0.0.1\n  Port 99\n',
    });
    expect(way(ssh)).toBe('byaddress@10.0.0.1:22');
  });
});

describe('jumps', () => {
  test('of signalbox.yaml, in order, the first by its own way', async () => {
    const { ssh } = await given({
      hosts: [
        'web1: { jump: [outer, inner] }',
        'outer: { address: 10.1.0.1, jump: door }',
        'inner: { address: 10.1.0.2, jump: door }',
        'door: { address: 10.1.0.3, port: 2222 }',
      ],
    });
    expect(way(ssh)).toBe('ann@10.1.0.3:2222 > ann@10.1.0.1:22 > ann@10.1.0.2:22 > ann@web1:22');
    expect(ssh?.jumps.every((it) => it.jumps.length === 0)).toBe(true);
  });

  test("of ssh's configuration, with user and port, names looked up where they are known", async () => {
    const { ssh } = await given({
      hosts: ['web1:', 'inner: { address: 10.1.0.2 }'],
      config: 'Host web1\n  ProxyJump root@gate:2200,inner\nHost gate\n  HostName 192.0.2.1\n  User nobody\n',
    });
    expect(way(ssh)).toBe('root@192.0.2.1:2200 > ann@10.1.0.2:22 > ann@web1:22');
  });

  test.each([
    '-o ProxyJump=deploy@gate',
    '-J deploy@gate',
    '-o StrictHostKeyChecking=yes -oProxyJump=deploy@gate',
  ])('of an inventory: ansible_ssh_common_args="%s"', async (value) => {
    const { ssh } = await given({ hosts: ['web1:'], inventory: `web1 ansible_ssh_common_args="${value}"\n` });
    expect(way(ssh)).toBe('deploy@gate:22 > ann@web1:22');
  });

  test('none at all, where the file says so', async () => {
    const config = 'Host web1\n  ProxyJump gate\n';
    expect(way((await given({ hosts: ['web1: { jump: [] }'], config })).ssh)).toBe('ann@web1:22');
    expect(
      way((await given({ hosts: ['web1:'], config: `Host web1\n  ProxyJump none\n${config}` })).ssh),
    ).toBe('ann@web1:22');
  });

  test('in a circle of the configuration are refused, as ssh refuses them', async () => {
    const { problems } = await given({ hosts: ['web1:'], config: 'Host *\n  ProxyJump gate\n' });
    expect(problems).toEqual([
      '~/.ssh/config:2:3 the jumps go in a circle: web1 > gate > gate; expected a way that ends',
    ]);
  });
});

describe("Include in ssh's configuration", () => {
  test('reads files of ~/.ssh in order, and names them among the files read', async () => {
    const { ssh, folder } = await given({
      hosts: ['web1:'],
      config: 'Include conf.d/*.conf missing/*\nHost web1\n  Port 9\n  User late\n',
      files: {
        '~/.ssh/conf.d/20.conf': 'Host web1\n  Port 20\n',
        '~/.ssh/conf.d/10.conf': 'Host web1\n  Port 10\nHost other\n',
      },
    });
    expect(way(ssh)).toBe('late@web1:10');
    expect(
      (await folder.read()).files.map((it) => it.replace(folder.home, '~').replace(folder.directory, '.')),
    ).toEqual(['./signalbox.yaml', '~/.ssh/config', '~/.ssh/conf.d/10.conf', '~/.ssh/conf.d/20.conf']);
  });

  test('inside a block belongs to that block, and ends no block', async () => {
    const files = { '~/.ssh/more': 'User more\nHost *\n  Port 77\n' };
    const config = (host: string) => `Host ${host}\n  Include more\n  IdentityFile /keys/mine\n`;
    const applied = await given({ hosts: ['web1:'], config: config('web1'), files });
    expect(way(applied.ssh)).toBe('more@web1:77');
    expect(applied.ssh?.identityFiles).toEqual(['/keys/mine']);
    expect(way((await given({ hosts: ['web1:'], config: config('other'), files })).ssh)).toBe('ann@web1:22');
  });

  test('of itself ends with a problem', async () => {
    const { problems } = await given({ hosts: ['web1:'], config: 'Include config\n' });
    expect(problems).toEqual(['~/.ssh/config:1:1 Include is nested more than 16 deep']);
  });

  test('fills in ${NAME} from the environment, and refuses what is not set', async () => {
    const { ssh, problems } = await given({ hosts: ['web1:'], config: 'IdentityFile /keys/${TEAM}/%d/%%\n' });
    expect(problems).toEqual([]);
    expect(ssh?.identityFiles[0]).toMatch(/^\/keys\/shop-team\/.*\/home\/%$/);
    expect((await given({ hosts: ['web1:'], config: 'IdentityFile /keys/${NOBODY}\n' })).problems).toEqual([
      '~/.ssh/config:1:1 IdentityFile "/keys/${NOBODY}": ${NOBODY} has no value here',
    ]);
  });
});

describe('what would send the connection elsewhere, but cannot be decided here', () => {
  test.each([
    ['Match exec "test -f /vpn"\n  ProxyJump gate', '"proxyjump"', '"jump"'],
    ['Match host web1 exec true\n  HostName 10.9.9.9', '"hostname"', '"address"'],
    ['Match final\n  Port 99', '"port"', '"port"'],
    ['Match canonical\n  User root', '"user"', '"user"'],
  ])('%j is a problem with its way out', async (config, keyword, out) => {
    const { problems } = await given({ hosts: ['web1:'], config: `${config}\n` });
    expect(problems).toEqual([
      `~/.ssh/config:2:3 ${keyword} for web1 depends on a Match that is not decided here (exec, canonical, final …); expected ${out} for web1 in signalbox.yaml, which comes first`,
    ]);
  });

  test('is no problem for a host that it cannot concern, or that is settled before', async () => {
    const config =
      'Match host web2 exec true\n  Port 99\nMatch exec true\n  ProxyJump gate\n  IdentityFile /x\n';
    const { problems, ssh } = await given({ hosts: ['web1: { jump: [] }'], config });
    expect(problems).toEqual([]);
    expect(way(ssh)).toBe('ann@web1:22');
  });

  test('ProxyCommand is a problem, unless a jump is settled before', async () => {
    const config = 'Host web1\n  ProxyCommand nc -X 5 %h %p\n';
    expect((await given({ hosts: ['web1:'], config })).problems).toEqual([
      '~/.ssh/config:2:3 ProxyCommand is not followed, and web1 would be reached another way than ssh goes; expected ProxyJump, or "jump" for web1 in signalbox.yaml ([] for none)',
    ]);
    expect((await given({ hosts: ['web1: { jump: [] }'], config })).problems).toEqual([]);
    expect(
      (await given({ hosts: ['web1:'], config: `Host web1\n  ProxyJump none\n${config}` })).problems,
    ).toEqual([]);
  });

  test.each([
    [
      "web1 ansible_host='{{ inventory_hostname }}.x'",
      'hosts.ini:1:6 web1.ansible_host: "{{ inventory_hostname }}.x" is worked out by Ansible only; expected a plain value',
    ],
    [
      'web1 ansible_connection=local',
      'hosts.ini:1:6 web1.ansible_connection: hosts are reached over SSH only, not "local"; expected ssh',
    ],
    [
      'web1 ansible_port=ssh',
      'hosts.ini:1:6 web1.ansible_port: "ssh" is no port; expected a whole number from 1 to 65535',
    ],
    [
      'web1 ansible_host=-oProxyCommand=x',
      'hosts.ini:1:6 web1.ansible_host: "-oProxyCommand=x" is not an address; expected one word',
    ],
    [
      'web1 ansible_ssh_common_args="-o ProxyCommand=\'ssh -W %h:%p gate\'"',
      expect.stringMatching(
        /^hosts\.ini:1:6 web1\.ansible_ssh_common_args: the way through .* is not followed/,
      ),
    ],
    [
      "web1 SECRET='{{ vault }}'",
      'hosts.ini:1:6 web1.SECRET: "{{ vault }}" is worked out by Ansible only; expected a plain value',
    ],
  ])('in an inventory: %s', async (line, problem) => {
    expect((await given({ hosts: ['other:'], inventory: `${line}\n` })).problems).toEqual([problem]);
  });

  test.each([
    ['Port abc', '~/.ssh/config:1:1 "abc" is no port; expected a whole number from 1 to 65535'],
    ['HostName %p', '~/.ssh/config:1:1 HostName "%p" has an unknown token; expected %h or %%'],
    [
      'ProxyJump a b',
      '~/.ssh/config:1:1 ProxyJump "a b" cannot be read; expected [user@]host[:port], several with commas, or none',
    ],
    ['Host "web1', '~/.ssh/config:1:1 Unexpected line break at web1'],
    ['Host', '~/.ssh/config:1:1 has a keyword, but no value'],
    ['Match host', '~/.ssh/config:1:1 Missing value for match criteria host'],
  ])('in the configuration: %s', async (line, problem) => {
    expect((await given({ hosts: ['web1:'], config: `${line}\n` })).problems).toEqual([problem]);
  });
});
