import { createSshKey, type SshKeyPair } from '../../fixtures/sshKey.ts';
import { startSshd, type Sshd } from '../../fixtures/sshd.ts';

export interface SshHosts {
  readonly key: SshKeyPair;
  readonly sshds: readonly Sshd[];
  readonly knownHosts: string;
  stop(): Promise<void>;
}

/**
 * Real sshd processes whose logins find an empty home: what this machine's own shell start files cost would
 * be paid for each command, and would say nothing about any fleet. `MaxStartups` is out of the way.
 */
export async function startSshHosts(root: string, count: number): Promise<SshHosts> {
  const key = await createSshKey(root, 'id_ed25519');
  const config = ['MaxStartups 1000'];
  const started = await Promise.allSettled(
    Array.from({ length: count }, () => startSshd({ authorizedKeys: [key.publicKeyLine], config })),
  );
  const sshds = started.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
  const stop = async (): Promise<void> => void (await Promise.all(sshds.map((sshd) => sshd.stop())));
  const failed = started.find((it) => it.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { key, sshds, knownHosts: sshds.map((sshd) => sshd.knownHostsLine).join(''), stop };
}
