import type { ReconciledDifference } from '../../../shared/journal/auditEvents.ts';
import type { HostProgress, JournalState, RolloutState } from '../../../shared/journal/state.ts';
import { deploymentKey } from '../../../shared/journal/state.ts';
import type { EnvironmentName, HostName, ServiceName } from '../../../shared/model/names.ts';
import type { ReleaseFacts } from '../../../shared/model/releaseFacts.ts';
import type { InstalledEntry } from './parseInstalled.ts';

/** What one host says of one service. */
export interface InstalledOnHost {
  readonly service: ServiceName;
  readonly environment: EnvironmentName;
  readonly host: HostName;
  /** Its own journal of what was installed, oldest first. */
  readonly entries: readonly InstalledEntry[];
  readonly current: ReleaseFacts | undefined;
}

/** What a host says that the journal does not know, and what the journal says that the host does not. Pure. */
export function decideDifferences(
  found: InstalledOnHost,
  state: Pick<JournalState, 'rollouts' | 'rolloutOrder' | 'recorded'>,
): ReconciledDifference[] {
  const { service, environment, host, entries, current } = found;
  const brought = state.rolloutOrder
    .flatMap((id) => state.rollouts[id] ?? [])
    .filter((it) => it.service === service && it.environment === environment && it.hosts[host] !== undefined);
  const known = new Set(brought.map((it) => it.release.artifactSha256));
  // What the first rollout found there is older than the journal.
  const older = brought[0]?.hosts[host]?.before?.artifactSha256;
  if (older !== undefined) known.add(older);
  const versions = new Map(brought.map((it) => [it.release.version, it.release.artifactSha256]));
  const last = state.recorded[deploymentKey(found)];
  const differences: ReconciledDifference[] = [];
  const add = (kind: ReconciledDifference['kind'], text: string): void =>
    void differences.push({ kind, service, environment, host, text: `${host}: ${text}` });

  const told = new Set<string>();
  const judge = (it: ReleaseFacts, how: string): void => {
    if (known.has(it.sha256) || told.has(it.sha256)) return;
    told.add(it.sha256);
    const approved = versions.get(it.version);
    if (approved === undefined)
      add('deployedByHand', `${service} ${it.version} ${how}, and no rollout brought it`);
    else {
      add(
        'artifactDiffers',
        `${service} ${it.version} ${how} with SHA-256 ${it.sha256}, and the rollout brought ${approved}`,
      );
    }
  };
  for (const it of entries) judge(it, `was installed at ${it.at} by ${it.who}`);
  if (current) judge(current, 'is current');

  const isExpected = current?.sha256 === last?.release.artifactSha256 || isLeftOf(brought, host, current);
  if (last && !isExpected && (!current || known.has(current.sha256))) {
    const isListed = entries.some((it) => it.sha256 === last.release.artifactSha256);
    const now = current ? `${current.version} is current` : 'nothing is current';
    add(
      isListed ? 'deployedByHand' : 'neverDeployed',
      isListed
        ? `${now}, and the last rollout brought ${service} ${last.release.version}: it was switched by hand`
        : `the journal says that ${service} ${last.release.version} was brought at ${last.at}, and the host never had it: ${now}`,
    );
  }
  return differences;
}

/** A rollout that did not come to its good end on a host leaves its release there, and said so. */
function isLeftOf(
  brought: readonly RolloutState[],
  host: string,
  current: ReleaseFacts | undefined,
): boolean {
  for (const { hosts, release } of brought.toReversed()) {
    const outcome = hosts[host]?.outcome?.kind;
    if (outcome === 'done' || outcome === 'unchanged') return false;
    if (release.artifactSha256 === current?.sha256 && isTouched(hosts[host])) return true;
  }
  return false;
}

function isTouched(progress: HostProgress | undefined): boolean {
  return progress !== undefined && (progress.steps.length > 0 || progress.outcome !== undefined);
}
