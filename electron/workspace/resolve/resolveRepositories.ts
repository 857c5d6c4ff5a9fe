import { isAbsolute } from 'node:path';
import { repositoryName } from '../../../shared/model/names.ts';
import type { Service } from '../../../shared/model/workspace.ts';
import type { ServiceEntry } from '../../../shared/model/workspaceFile.ts';
import type { Report } from '../problems.ts';
import type { WorkspaceInputs } from './workspaceInputs.ts';

/** The service's own repository first, under the service's name, then the further ones as they are written. */
export function resolveRepositories(
  service: string,
  entry: ServiceEntry,
  inputs: WorkspaceInputs,
  report: Report,
): Service['repositories'] {
  checkOwnRepository(service, entry, inputs, report);
  const { repository } = entry;
  const own = repository === undefined ? [] : [[service, repository] as const];
  const further = Object.entries(entry.repositories ?? {});
  checkFurtherRepositories(service, further, inputs, report);
  return [...own, ...further].map(([name, written]) => ({
    name: repositoryName.parse(name),
    directory: isRemote(written) ? written : inputs.resolvePath(written),
  }));
}

/** Where sign-offs are needed, it must be possible to tell who wrote a release. */
function checkOwnRepository(
  service: string,
  { repository, repositories, environments }: ServiceEntry,
  { document: { file, source } }: WorkspaceInputs,
  report: Report,
): void {
  const path = ['services', service];
  const signed = file.environments
    .filter((it) => it.signoff && Object.hasOwn(environments, it.name))
    .map((it) => it.name);
  const expected = `repository: the folder of ${service}'s Git repository on this machine`;
  const why = `releases to ${signed.join(' and ')} need sign-offs, and nobody could tell who wrote them`;
  if (repository === undefined && signed.length > 0) {
    report(source.problem(path, `"repository" is missing: ${why}`, { expected, target: 'key' }));
  } else if (repository === undefined && repositories !== undefined) {
    const message = '"repositories" are further ones, and "repository" is missing';
    report(source.problem([...path, 'repositories'], message, { expected, target: 'key' }));
  } else if (repository !== undefined && isRemote(repository) && signed.length > 0) {
    const message = `the history behind a URL is not here: ${why}`;
    report(source.problem([...path, 'repository'], message, { expected: 'the folder of a clone' }));
  }
}

function checkFurtherRepositories(
  service: string,
  further: readonly (readonly [string, string])[],
  { document: { source } }: WorkspaceInputs,
  report: Report,
): void {
  for (const [name, written] of further) {
    const path = ['services', service, 'repositories', name];
    if (name === service) {
      const message = `"${name}" is the name of the service's own repository`;
      report(source.problem(path, message, { expected: 'another name', target: 'key' }));
    }
    if (isRemote(written)) {
      const message = 'the history behind a URL is not here: nobody could tell who wrote it';
      report(source.problem(path, message, { expected: 'the folder of a clone' }));
    }
  }
}

/** Git's own rule (git-clone(1), GIT URLS): a colon before the first slash makes it a remote, not a path. */
export function isRemote(written: string): boolean {
  return /^[^/]*:/.test(written) && !isAbsolute(written);
}
