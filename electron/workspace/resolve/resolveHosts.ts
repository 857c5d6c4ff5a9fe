import type { HostName } from '../../../shared/model/names.ts';
import type { Host } from '../../../shared/model/workspace.ts';
import type { Report } from '../problems.ts';
import type { HostDirectory } from './hostDirectory.ts';
import { variablesOfHost } from './hostVariables.ts';
import { resolveDestination } from './resolveDestination.ts';
import type { WorkspaceInputs } from './workspaceInputs.ts';

/**
 * The hosts that are used: those under `hosts:` and those that environments and balancers name. An inventory may
 * hold thousands of others, and whatever is wrong with them is nobody's business here.
 */
export function resolveHosts(
  inputs: WorkspaceInputs,
  directory: HostDirectory,
  selected: readonly HostName[],
  report: Report,
): readonly Host[] {
  checkJumps(directory, report);
  return [...new Set([...directory.writtenNames, ...selected])].flatMap((name) => {
    const ssh = resolveDestination(name, { inputs, hosts: directory, report });
    const inventoryHost = directory.inventoryHostOf(name);
    const variables = variablesOfHost(name, inventoryHost, directory.entryOf(name), inputs.document, report);
    return ssh ? [{ name, ssh, variables: { ...variables } }] : [];
  });
}

/** Jumps of signalbox.yaml are hosts of the workspace; those of ssh's configuration may be any name. */
function checkJumps(directory: HostDirectory, report: Report): void {
  for (const name of directory.writtenNames) {
    const jump = directory.entryOf(name)?.jump;
    if (Array.isArray(jump)) {
      for (const [index, it] of jump.entries()) directory.check(it, ['hosts', name, 'jump', index], report);
    } else if (jump !== undefined) {
      directory.check(jump, ['hosts', name, 'jump'], report);
    }
  }
}
