import type { DeploymentTarget } from '../../../shared/model/workspace.ts';
import type { ServiceEntry } from '../../../shared/model/workspaceFile.ts';
import type { EnvironmentName } from '../../../shared/model/names.ts';
import { suggestion } from '../nearestName.ts';
import type { Report } from '../problems.ts';
import type { WorkspaceInputs } from './workspaceInputs.ts';

export type PoolEntry = NonNullable<ServiceEntry['environments'][EnvironmentName]['pool']>;

/** The backend and the balancers it is on; a balancer that does not exist is reported. */
export function resolvePool(
  pool: PoolEntry,
  path: readonly string[],
  { inputs, report }: { readonly inputs: WorkspaceInputs; readonly report: Report },
): NonNullable<DeploymentTarget['pool']> {
  const { file, source, broken } = inputs.document;
  const known = Object.keys(file.balancers ?? {});
  const balancers = pool.balancers.filter((name, index) => {
    const here = [...path, 'balancers', index];
    if (pool.balancers.indexOf(name) < index) {
      report(source.problem(here, `balancer "${name}" is named twice`, { expected: 'each balancer once' }));
      return false;
    }
    if (known.includes(name)) return true;
    if (!broken.balancers.has(name)) {
      const expected = known.length === 0 ? 'an entry under balancers:' : `one of ${known.join(', ')}`;
      report(source.problem(here, `there is no balancer "${name}"${suggestion(name, known)}`, { expected }));
    }
    return false;
  });
  return { backend: pool.backend, balancers };
}
