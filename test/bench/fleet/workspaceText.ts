import { stringify } from 'yaml';
import type { RunningHaproxy } from '../../fixtures/haproxy.ts';
import type { Sshd } from '../../fixtures/sshd.ts';
import { startCommand, stopCommand } from './shopCommands.ts';

export interface WorkspaceParts {
  readonly hosts: readonly {
    readonly name: string;
    readonly sshd: Sshd;
    readonly port: number;
    readonly folder: string;
  }[];
  /** The machine on which both HAProxy run; it serves nothing else. */
  readonly edge: Sshd;
  readonly balancers: readonly RunningHaproxy[];
  readonly backend: string;
  readonly identityFile: string;
  /** Hosts beside each other. */
  readonly batch: number;
}

/** `signalbox.yaml` of the fleet, with no pause between two batches. */
export function workspaceText(parts: WorkspaceParts): string {
  const { hosts, edge, balancers, backend, identityFile, batch } = parts;
  const toLogin = ({ port, user }: Sshd) => ({ address: '127.0.0.1', port, user, identityFile });
  const balancerNames = balancers.map((_, index) => `lb-${index + 1}`);
  const port = '{SHOP_PORT}';
  return stringify({
    version: 1,
    name: 'Benchmark',
    ssh: { knownHosts: ['known_hosts'], agent: false },
    hosts: {
      edge: toLogin(edge),
      ...Object.fromEntries(
        hosts.map((host) => [
          host.name,
          {
            ...toLogin(host.sshd),
            variables: { ROOT: host.folder, SHOP_PORT: String(host.port), NODE: process.execPath },
          },
        ]),
      ),
    },
    balancers: Object.fromEntries(
      balancers.map(({ socketPath }, index) => [balancerNames[index], { host: 'edge', socket: socketPath }]),
    ),
    environments: [
      {
        name: 'production',
        stage: 'production',
        hosts: hosts.map(({ name }) => name),
        rollout: { batches: [batch], parallel: batch },
      },
    ],
    services: {
      shop: {
        directory: '{ROOT}/shop',
        commands: { stop: stopCommand, start: startCommand },
        checks: {
          health: { http: '/health', port },
          smoke: { http: '/', port, contains: '{version}' },
          version: { http: '/version', port },
        },
        port,
        environments: { production: { pool: { backend, balancers: balancerNames } } },
      },
    },
  });
}
