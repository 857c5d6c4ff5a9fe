import type { OutputOf } from '../../../shared/contract/contract.ts';
import type { JournalState } from '../../../shared/journal/state.ts';
import { releaseFactsFrom } from '../../../shared/model/releaseFacts.ts';
import type { DeploymentTarget, Placement, Workspace } from '../../../shared/model/workspace.ts';
import { decideDifferences, type InstalledOnHost } from '../../audit/reconcile/decideDifferences.ts';
import { parseInstalled } from '../../audit/reconcile/parseInstalled.ts';
import { quoteShell } from '../../ssh/quote.ts';
import type { Reach } from '../reach.ts';

const timeoutMs = 15_000;
const separator = '--current--';

type Reconciled = OutputOf<'audit.reconcile'>;

/** Asks every host of these environments what was installed there and what is current, and holds it against the journal. */
export async function reconcileHosts(
  of: { readonly environments: readonly string[] | undefined; readonly signal: AbortSignal },
  parts: { readonly workspace: Workspace; readonly reach: Reach; readonly state: () => JournalState },
): Promise<Reconciled> {
  const { environments, signal } = of;
  const targets = parts.workspace.targets.filter(
    (it) => environments === undefined || environments.includes(it.environment),
  );
  const answers = await Promise.all(
    targets.flatMap((target) =>
      target.placements.map(async (placement) => {
        try {
          return await readInstalled(target, placement, parts.reach, signal);
        } catch (error) {
          signal.throwIfAborted();
          const message = error instanceof Error ? error.message : String(error);
          return { host: placement.host, message };
        }
      }),
    ),
  );
  const found = answers.flatMap((it) => ('entries' in it ? [it] : []));
  return {
    hosts: new Set(found.map((it) => it.host)).size,
    notSeen: answers.flatMap((it) => ('message' in it ? [it] : [])),
    differences: found.flatMap((it) => decideDifferences(it, parts.state())),
  };
}

async function readInstalled(
  { service, environment }: DeploymentTarget,
  { host, directory }: Placement,
  reach: Reach,
  signal: AbortSignal,
): Promise<InstalledOnHost> {
  const script = [
    `cd -- ${quoteShell(directory)} 2>/dev/null || { echo ${separator}; exit 0; }`,
    `tail -n 1000 installed.log 2>/dev/null`,
    `echo ${separator}`,
    `cat current/.signalbox-release 2>/dev/null || echo none`,
  ].join('\n');
  const { output } = await reach.host(host).ask(script, { timeoutMs, signal });
  const [log = '', current = ''] = output.split(`${separator}\n`);
  return { service, environment, host, entries: parseInstalled(log), current: releaseFactsFrom(current) };
}
