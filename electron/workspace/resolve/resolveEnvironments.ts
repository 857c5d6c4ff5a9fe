import type { Environment } from '../../../shared/model/workspace.ts';
import type { RolloutSettingsInput } from '../../../shared/model/rolloutSettings.ts';
import type { Report } from '../problems.ts';
import type { HostDirectory } from './hostDirectory.ts';
import { selectHosts } from './selectHosts.ts';
import type { WorkspaceInputs } from './workspaceInputs.ts';

export interface ResolvedEnvironment {
  readonly environment: Environment;
  readonly rollout: RolloutSettingsInput | undefined;
}

/** The environments in pipeline order; a name used twice is reported where it is used again. */
export function resolveEnvironments(
  inputs: WorkspaceInputs,
  hosts: HostDirectory,
  report: Report,
): readonly ResolvedEnvironment[] {
  const { file, source, broken } = inputs.document;
  const seen = new Set<string>();
  return file.environments.flatMap((entry, index) => {
    const path = ['environments', broken.placeOf('environments', index)];
    const selected = selectHosts(entry.hosts, [...path, 'hosts'], { inputs, hosts, report });
    if (seen.has(entry.name)) {
      const message = `there are two environments "${entry.name}"`;
      report(source.problem([...path, 'name'], message, { expected: 'a name of its own' }));
      return [];
    }
    seen.add(entry.name);
    const environment = { name: entry.name, stage: entry.stage, hosts: [...selected] };
    return [{ environment, rollout: entry.rollout }];
  });
}
