import type { Engine } from '../../shared/model/engine.ts';
import type { Release } from '../../shared/model/release.ts';
import type { DeploymentTarget, Host, Placement } from '../../shared/model/workspace.ts';

/** Where Signalbox's own files lie, seen from the folder of the commit's files, in which everything is run. */
export const settingsFolder = '../signalbox';
const ownInventory = `${settingsFolder}/hosts.json`;
/** A list for Ansible, in which a colon would begin the next one. */
export const pluginsFolder = `${settingsFolder}/plugins`;
export const sshOptions = `-F ${settingsFolder}/ssh_config`;

export interface EngineRun {
  readonly engine: Engine;
  readonly target: Pick<DeploymentTarget, 'service' | 'environment'>;
  readonly release: Release;
}

/** The command of one batch, word for word: what a plan shows and what is executed. */
export function toPlaybookCommand(run: EngineRun, hosts: readonly string[]): string[] {
  const { engine, release } = run;
  return [
    'ansible-playbook',
    ...toInventoryOptions(engine),
    '--limit',
    hosts.join(','),
    '--forks',
    String(hosts.length),
    ...(engine.vaultPasswordFile === undefined ? [] : ['--vault-password-file', engine.vaultPasswordFile]),
    '--extra-vars',
    JSON.stringify({
      ...engine.variables,
      signalbox_service: run.target.service,
      signalbox_environment: run.target.environment,
      signalbox_version: release.version,
      signalbox_commit: release.commit,
      // The folder is another one on each host: Ansible fills it in from the inventory.
      signalbox_artifact: `{{ signalbox_directory }}/artifacts/${release.artifactSha256}`,
      signalbox_artifact_sha256: release.artifactSha256,
    }),
    engine.playbook,
  ];
}

/** Lists the hosts that the playbook's plays are for, which reads all of it and runs nothing. */
export function toListCommand(run: EngineRun, hosts: readonly string[]): string[] {
  const [program = '', ...words] = toPlaybookCommand(run, hosts);
  return [program, '--list-hosts', ...words];
}

/** Prints every variable of every host, as the playbook would find it. */
export function toInventoryCommand({ engine }: EngineRun): string[] {
  const folder = engine.playbook.includes('/')
    ? engine.playbook.slice(0, engine.playbook.lastIndexOf('/'))
    : '.';
  return [
    'ansible-inventory',
    '--list',
    ...toInventoryOptions(engine),
    ...(engine.vaultPasswordFile === undefined ? [] : ['--vault-password-file', engine.vaultPasswordFile]),
    '--playbook-dir',
    folder,
  ];
}

/** Logs in the way that Ansible will, with nobody to be asked. */
export function toLoginCommand(host: string): string[] {
  return ['ssh', ...sshOptions.split(' '), '-o', 'ControlMaster=no', '-o', 'ControlPath=none', host, 'true'];
}

/** The later inventory says how hosts are reached, whatever the one from the commit says. */
function toInventoryOptions({ inventory }: Engine): string[] {
  return [...(inventory === undefined ? [] : ['--inventory', inventory]), '--inventory', ownInventory];
}

/** How a host is reached, and what playbooks may want to know of it; everything else is in `ssh_config`. */
export function toInventoryEntry(host: Host, placement: Placement): Readonly<Record<string, unknown>> {
  return {
    ...toConnectionVariables(host),
    signalbox_directory: placement.directory,
    signalbox_variables: host.variables,
  };
}

/**
 * Every variable by which an inventory could send Ansible elsewhere, as somebody else, or trusting another key: said
 * here, so that it is the host that left its pool which is worked on. `ssh_config` knows it by its name.
 */
export function toConnectionVariables({
  name,
  ssh,
}: Host): Readonly<Record<string, string | number | boolean>> {
  return {
    ansible_connection: 'ssh',
    ansible_host: name,
    ansible_ssh_host: name,
    ansible_port: ssh.port,
    ansible_ssh_port: ssh.port,
    ansible_user: ssh.user,
    ansible_ssh_user: ssh.user,
    ansible_password: '',
    ansible_ssh_pass: '',
    ansible_ssh_password: '',
    ansible_private_key_file: '',
    ansible_ssh_private_key_file: '',
    ansible_ssh_executable: 'ssh',
    ansible_ssh_args: sshOptions,
    ansible_ssh_common_args: '',
    ansible_ssh_extra_args: '',
    ansible_host_key_checking: true,
    ansible_ssh_host_key_checking: true,
  };
}

/** As a person would type it; words that need no quotes have none. */
export function toCommandLine(words: readonly string[], quote: (word: string) => string): string {
  return words.map((word) => (/^[A-Za-z0-9_./:=@,+-]+$/.test(word) ? word : quote(word))).join(' ');
}
