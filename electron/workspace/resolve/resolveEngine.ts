import type { Engine } from '../../../shared/model/engine.ts';
import type { ServiceEntry } from '../../../shared/model/workspaceFile.ts';
import type { Report } from '../problems.ts';
import { isRemote } from './resolveRepositories.ts';
import type { WorkspaceInputs } from './workspaceInputs.ts';

/** Either the service's own commands do the work on a host, or an engine does: never both, never neither. */
export function resolveEngine(
  service: string,
  entry: ServiceEntry,
  inputs: WorkspaceInputs,
  report: Report,
): Engine | undefined {
  const { engine } = entry;
  if (!engine) {
    checkOwnCommands(service, entry, inputs, report);
    return undefined;
  }
  checkEngine(service, entry, inputs, report);
  const { vaultPasswordFile, ...rest } = engine;
  return {
    ...rest,
    repository: inputs.resolvePath(engine.repository),
    variables: { ...engine.variables },
    ...(vaultPasswordFile === undefined ? {} : { vaultPasswordFile: inputs.resolvePath(vaultPasswordFile) }),
  };
}

function checkOwnCommands(
  service: string,
  { commands }: ServiceEntry,
  { document: { source } }: WorkspaceInputs,
  report: Report,
): void {
  if (commands) return;
  const expected = 'a mapping with start, or an engine';
  const path = ['services', service, 'commands'];
  report(source.problem(path, '"commands" is missing', { expected, target: 'key' }));
}

function checkEngine(
  service: string,
  { engine, commands, unpack, checks }: ServiceEntry,
  { document: { source } }: WorkspaceInputs,
  report: Report,
): void {
  const path = ['services', service];
  const theirs = (key: string, what: string): void => {
    const message = `where there is an engine, its playbook ${what}`;
    report(source.problem([...path, key], message, { expected: 'no such key', target: 'key' }));
  };
  if (commands) theirs('commands', 'stops and starts the service');
  if (unpack !== undefined) theirs('unpack', 'unpacks the artifact');
  if (!checks.version) {
    const message = '"version" is missing: without it nobody can see what the playbook brought';
    report(source.problem([...path, 'checks', 'version'], message, { expected: 'an HTTP check' }));
  }
  if (engine && isRemote(engine.repository)) {
    const message = 'the files behind a URL are not here';
    report(source.problem([...path, 'engine', 'repository'], message, { expected: 'the folder of a clone' }));
  }
}
