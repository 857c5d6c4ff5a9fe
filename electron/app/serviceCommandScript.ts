import type { DeploymentTarget, Placement } from '../../shared/model/workspace.ts';
import { quoteShell } from '../ssh/quote.ts';

/** A command check outside of a rollout: in the service's folder, with the host's variables. */
export function serviceCommandScript(of: {
  readonly target: DeploymentTarget;
  readonly placement: Placement;
  readonly variables: Readonly<Record<string, string>>;
  readonly command: string;
}): string {
  const values = {
    ...of.variables,
    SIGNALBOX_SERVICE: of.target.service,
    SIGNALBOX_ENVIRONMENT: of.target.environment,
    SIGNALBOX_HOST: of.placement.host,
  };
  return [
    `cd -- ${quoteShell(of.placement.directory)} || exit 1`,
    ...Object.entries(values).map(([name, value]) => `export ${name}=${quoteShell(value)}`),
    of.command,
  ].join('\n');
}
