import { join } from 'node:path';
import { pluginsFolder, sshOptions } from './literals.ts';
import type { RunFolder } from './runFolder.ts';

/**
 * The desktop's environment without Ansible's own switches, which could turn anything off. The commit's `ansible.cfg` counts
 * where there is one; what is said here goes before it.
 */
export function programEnvironment(
  folder: Pick<RunFolder, 'configFile' | 'settings'>,
  outer: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept = Object.entries(outer).filter(([name]) => !/^(ANSIBLE|SIGNALBOX)_/.test(name));
  return {
    ...Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    // Ansible refuses to start in any other encoding.
    LC_ALL: 'C.UTF-8',
    ANSIBLE_CONFIG: folder.configFile,
    ANSIBLE_HOST_KEY_CHECKING: 'True',
    ANSIBLE_SSH_ARGS: sshOptions,
    ANSIBLE_SSH_COMMON_ARGS: '',
    ANSIBLE_SSH_EXTRA_ARGS: '',
    ANSIBLE_STDOUT_CALLBACK: 'signalbox_events',
    ANSIBLE_CALLBACK_PLUGINS: pluginsFolder,
    ANSIBLE_LOCAL_TEMP: join(folder.settings, 'tmp'),
    ANSIBLE_NOCOLOR: '1',
    ANSIBLE_RETRY_FILES_ENABLED: 'False',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}
