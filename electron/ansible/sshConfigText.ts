import type { Host, SshDestination, Workspace } from '../../shared/model/workspace.ts';
import { Fault } from '../../shared/protocol/fault.ts';

/**
 * An OpenSSH client configuration that goes the ways that Signalbox goes: same addresses, users, keys, jumps and known
 * hosts, and nobody is asked anything. Every host of the workspace is in it, since playbooks delegate tasks to others.
 * @throws Fault INVALID_INPUT for a value that cannot be written there.
 */
export function sshConfigText(of: {
  readonly hosts: readonly Host[];
  readonly ssh: Workspace['ssh'];
  /** Absolute path of the file with known host keys. */
  readonly knownHosts: string;
  /** Folder for the sockets of shared connections. */
  readonly controlFolder: string;
}): string {
  const jumps = createJumps();
  const sharing = toSharing(of.controlFolder);
  const hosts = of.hosts.flatMap(({ name, ssh }) => [
    ...toBlock(name, ssh, jumps.aliasOfLast(toChain(ssh))),
    ...sharing,
  ]);
  return [
    ...hosts,
    ...jumps.blocks(),
    'Host *',
    `  UserKnownHostsFile ${toWord(of.knownHosts)}`,
    '  GlobalKnownHostsFile /dev/null',
    '  StrictHostKeyChecking yes',
    '  UpdateHostKeys no',
    '  CheckHostIP no',
    '  VerifyHostKeyDNS no',
    '  BatchMode yes',
    '  ForwardAgent no',
    `  ConnectTimeout ${toSeconds(of.ssh.connectTimeoutMs)}`,
    `  ServerAliveInterval ${toSeconds(of.ssh.keepAliveMs)}`,
    '  ServerAliveCountMax 3',
    ...(of.ssh.useAgent ? [] : ['  IdentityAgent none']),
    '',
  ].join('\n');
}

/** One connection for all tasks; where a socket's path would be too long (unix(7)), each task makes its own. */
function toSharing(folder: string): string[] {
  if (folder.length > 40) return ['  ControlMaster no'];
  return [
    '  ControlMaster auto',
    `  ControlPath ${toWord(`${folder}/%C`).replace('%%C', '%C')}`,
    '  ControlPersist 15',
  ];
}

interface Jumps {
  /** The name of the last host of a chain; every one before it is reached through its own one before. */
  aliasOfLast(chain: readonly SshDestination[]): string | undefined;
  blocks(): readonly string[];
}

function createJumps(): Jumps {
  const aliases = new Map<string, string>();
  const blocks: string[] = [];
  function aliasOfLast(chain: readonly SshDestination[]): string | undefined {
    const last = chain.at(-1);
    if (!last) return undefined;
    const key = JSON.stringify(
      chain.map(({ address, port, user, identityFiles }) => [address, port, user, identityFiles]),
    );
    const known = aliases.get(key);
    if (known !== undefined) return known;
    const before = aliasOfLast(chain.slice(0, -1));
    const alias = `signalbox-jump-${aliases.size + 1}`;
    aliases.set(key, alias);
    blocks.push(...toBlock(alias, last, before), '  ControlMaster no');
    return alias;
  }
  return { aliasOfLast, blocks: () => blocks };
}

/** The first jump is reached by its own way, every later one through the one before, as ssh does. */
function toChain({ jumps }: SshDestination): readonly SshDestination[] {
  const [first, ...others] = jumps;
  return first ? [...toChain(first), first, ...others] : [];
}

function toBlock(name: string, to: SshDestination, through: string | undefined): string[] {
  const files = to.identityFiles.length === 0 ? ['none'] : to.identityFiles.map(toWord);
  return [
    `Host ${name}`,
    `  HostName ${toWord(to.address)}`,
    `  Port ${to.port}`,
    `  User ${toUser(to.user)}`,
    ...files.map((file) => `  IdentityFile ${file}`),
    `  ProxyJump ${through ?? 'none'}`,
  ];
}

/** What `%` means there is another thing from one OpenSSH to the next. */
function toUser(user: string): string {
  return user.includes('%') ? refuse(user) : toWord(user);
}

/** ssh_config(5) has no escape for a quote inside of quotes, and fills in `%` and `${…}`. */
function toWord(value: string): string {
  if (/["\\\p{Cc}]|\$\{/u.test(value) || value === '') return refuse(value);
  return `"${value.replaceAll('%', '%%')}"`;
}

function refuse(value: string): never {
  throw new Fault(
    'INVALID_INPUT',
    `${JSON.stringify(value.slice(0, 200))} cannot be written in OpenSSH's configuration.`,
    { wayOut: 'Ansible connects by OpenSSH: choose a name without quotes, backslashes, ${ and %.' },
  );
}

function toSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}

/** What Signalbox trusts, and no more: it takes no certificate authorities. */
export function knownHostsText(files: readonly string[]): string {
  return files
    .flatMap((text) => text.split('\n'))
    .filter((line) => !line.trimStart().startsWith('@cert-authority'))
    .map((line) => `${line}\n`)
    .join('');
}
