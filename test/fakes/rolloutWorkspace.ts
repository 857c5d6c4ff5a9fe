import { hash } from 'node:crypto';
import { availableRelease, type AvailableRelease } from '../../shared/model/release.ts';
import { defaultRolloutSettings, type RolloutSettings } from '../../shared/model/rolloutSettings.ts';
import {
  deploymentTarget,
  host,
  service,
  type DeploymentTarget,
  type Host,
  type Service,
} from '../../shared/model/workspace.ts';

export const commit = 'c'.repeat(40);
export const sha = hash('sha256', 'artifact');

/** What a rollout needs of a workspace, for hosts of any names. */
export function createWorkspaceParts(
  names: readonly string[],
  withPool: boolean,
  settings: Partial<RolloutSettings>,
): { target: DeploymentTarget; service: Service; hosts: Host[]; release: AvailableRelease } {
  const ssh = (name: string) => ({
    name,
    address: '127.0.0.1',
    port: 22,
    user: 'u',
    identityFiles: [],
    jumps: [],
  });
  return {
    hosts: names.map((name) => host.parse({ name, ssh: ssh(name), variables: {} })),
    service: service.parse({
      name: 'shop',
      repositories: [],
      unpack: 'tar.gz',
      commands: { precheck: 'run-precheck', stop: 'run-stop', start: 'run-start', warm: 'run-warm' },
    }),
    target: deploymentTarget.parse({
      service: 'shop',
      environment: 'production',
      ...(withPool ? { pool: { backend: 'be', balancers: ['lb-1'] } } : {}),
      placements: names.map((name) => ({
        host: name,
        directory: 'shop',
        ...(withPool ? { server: name } : {}),
        checks: { health: { http: '/health', port: 80 }, smoke: { http: '/', port: 80 } },
      })),
      settings: { ...defaultRolloutSettings, ...settings },
    }),
    release: availableRelease.parse({
      service: 'shop',
      version: '2.0.0',
      commit,
      artifactSha256: sha,
      source: { kind: 'file', path: '/tmp/a' },
    }),
  };
}
