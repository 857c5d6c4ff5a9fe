import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSshFleet, type SshFleetOptions } from '../../../electron/ssh/createSshFleet.ts';
import { createKnownHosts } from '../../../electron/ssh/knownHosts.ts';
import { parseKnownHosts } from '../../../electron/ssh/knownHostsFile.ts';
import type { RemoteHost, SshFleet, SshTarget } from '../../../electron/ssh/remoteHost.ts';
import { createSshKey, type SshKeyPair } from '../../fixtures/sshKey.ts';
import { startSshd, type Sshd, type SshdOptions } from '../../fixtures/sshd.ts';

/** A folder, a key, and whatever sshds and fleets a test starts; all of it goes away with `clear`. */
export interface FleetRoom {
  readonly folder: string;
  readonly key: SshKeyPair;
  startHost(options?: Partial<SshdOptions>): Promise<Sshd>;
  createFleet(hosts: readonly Sshd[], options?: Partial<SshFleetOptions>): SshFleet;
  /** A host of its own fleet, in one go. */
  connectTo(sshd: Sshd, options?: Partial<SshFleetOptions>): RemoteHost;
  toTarget(sshd: Sshd, name?: string, more?: Partial<SshTarget>): SshTarget;
  clear(): Promise<void>;
}

export async function createFleetRoom(): Promise<FleetRoom> {
  const folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  const key = await createSshKey(folder, 'login');
  const sshds: Sshd[] = [];
  const fleets: SshFleet[] = [];

  const room: FleetRoom = {
    folder,
    key,
    async startHost(options = {}) {
      const sshd = await startSshd({ authorizedKeys: [key.publicKeyLine], ...options });
      sshds.push(sshd);
      return sshd;
    },
    createFleet(hosts, options = {}) {
      const text = hosts.map((sshd) => sshd.knownHostsLine).join('');
      const fleet = createSshFleet({
        knownHosts: createKnownHosts([parseKnownHosts(text, 'known_hosts')], 'known_hosts'),
        askPassphrase: async () => undefined,
        agentSocket: 'none',
        ...options,
      });
      fleets.push(fleet);
      return fleet;
    },
    connectTo: (sshd, options) => room.createFleet([sshd], options).host(room.toTarget(sshd)),
    toTarget: (sshd, name = `host-${sshd.port}`, more = {}) => ({
      name,
      address: sshd.address,
      port: sshd.port,
      user: sshd.user,
      identityFiles: [key.privateKeyFile],
      jumps: [],
      ...more,
    }),
    async clear() {
      await Promise.all(fleets.splice(0).map((fleet) => fleet.dispose()));
      await Promise.all(sshds.splice(0).map((sshd) => sshd.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
  return room;
}
