import { serviceName } from '../../../shared/model/names.ts';
import type { Service } from '../../../shared/model/workspace.ts';
import type { Report } from '../problems.ts';
import { resolveEngine } from './resolveEngine.ts';
import { isRemote, resolveRepositories } from './resolveRepositories.ts';
import type { WorkspaceInputs } from './workspaceInputs.ts';

export function resolveServices(inputs: WorkspaceInputs, report: Report): Service[] {
  return Object.entries(inputs.document.file.services).map(([key, entry]) => {
    const { description, repository } = entry;
    const engine = resolveEngine(key, entry, inputs, report);
    return {
      name: serviceName.parse(key),
      ...(description === undefined ? {} : { description }),
      ...(repository === undefined
        ? {}
        : { repository: isRemote(repository) ? repository : inputs.resolvePath(repository) }),
      repositories: resolveRepositories(key, entry, inputs, report),
      unpack: entry.unpack ?? 'tar.gz',
      ...(entry.commands ? { commands: { ...entry.commands } } : {}),
      ...(engine ? { engine } : {}),
    };
  });
}
