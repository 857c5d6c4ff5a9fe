import type { PortTemplate } from '../../../shared/model/check.ts';
import type { FilledCheck, FilledHttpCheck, Placement } from '../../../shared/model/workspace.ts';
import type { ServiceEntry } from '../../../shared/model/workspaceFile.ts';

type Checks = ServiceEntry['checks'];
type CheckName = keyof Checks;

/** Gives the port that a template stands for on one host; reports and gives undefined when there is none. */
export type FillPort = (template: PortTemplate, path: readonly string[]) => number | undefined;

/** The checks with their ports filled in for one host; undefined when a port is missing, which `fill` reported. */
export function fillChecks(checks: Checks, fill: FillPort): Placement['checks'] | undefined {
  const health = fillCheck('health', checks.health, fill);
  const smoke = checks.smoke && fillCheck('smoke', checks.smoke, fill);
  const version = checks.version && fillHttp('version', checks.version, fill);
  if (!health || (checks.smoke && !smoke) || (checks.version && !version)) return undefined;
  return { health, ...(smoke ? { smoke } : {}), ...(version ? { version } : {}) };
}

function fillCheck(name: CheckName, check: Checks['health'], fill: FillPort): FilledCheck | undefined {
  return 'http' in check ? fillHttp(name, check, fill) : check;
}

function fillHttp<T extends { readonly port: PortTemplate }>(
  name: CheckName,
  check: T,
  fill: FillPort,
): (Omit<T, 'port'> & Pick<FilledHttpCheck, 'port'>) | undefined {
  const port = fill(check.port, ['checks', name, 'port']);
  return port === undefined ? undefined : { ...check, port };
}
