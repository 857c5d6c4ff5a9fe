import type { VerificationState } from '../contract/journalArea.ts';
import type { Debt, JournalState } from '../journal/state.ts';
import type { BalancerSighting, HostSighting } from '../model/sighting.ts';
import type { Trouble } from '../model/trouble.ts';
import { describeDrift } from './drift.ts';
import type { HostCell } from './hostCell.ts';
import type { MatrixCell } from './matrix.ts';
import { isServing } from './poolCell.ts';
import { wayOutOfPause } from './rolloutStory.ts';
import { stepText } from './stepText.ts';
import { damageWayOut } from './verificationWords.ts';

/** Something that waits for a person, wherever it comes from. */
export interface AttentionItem {
  /** The same as long as it is the same matter. */
  readonly id: string;
  readonly kind:
    | 'reviewOverdue'
    | 'journal'
    | 'signoffWaiting'
    | 'signoffStale'
    | 'signoffExpired'
    | 'reviewDue'
    | 'rolloutInterrupted'
    | 'rollbackNotBegun'
    | 'rolloutPaused'
    | 'rolloutFailed'
    | 'debt'
    | 'drift'
    | 'difference'
    | 'hostNotSeen'
    | 'balancerNotSeen'
    | 'unhealthy'
    | 'outOfPool';
  readonly tone: 'bad' | 'caution';
  readonly waitsFor: 'release manager' | 'ops staff' | 'auditor' | 'releasers';
  /** Where it is, in words: `shop in production on web-1`. */
  readonly place: string;
  readonly message: string;
  readonly wayOut: string;
  /** Since when, as far as that is known. */
  readonly since: string | undefined;
  readonly leadsTo:
    | { readonly kind: 'rollout'; readonly id: string }
    | { readonly kind: 'promotion'; readonly id: string }
    | { readonly kind: 'target'; readonly service: string; readonly environment: string }
    | { readonly kind: 'look' }
    | { readonly kind: 'audit'; readonly tab?: 'hosts' };
}

/** What matters most comes first; within that, what has waited longest. */
const order: readonly AttentionItem['kind'][] = [
  'reviewOverdue',
  'journal',
  'rolloutInterrupted',
  'rollbackNotBegun',
  'rolloutPaused',
  'rolloutFailed',
  'debt',
  'difference',
  'unhealthy',
  'outOfPool',
  'hostNotSeen',
  'balancerNotSeen',
  'reviewDue',
  'signoffWaiting',
  'signoffStale',
  'signoffExpired',
  'drift',
];

export function sortAttention(items: readonly AttentionItem[]): readonly AttentionItem[] {
  return items.toSorted(
    (left, right) =>
      order.indexOf(left.kind) - order.indexOf(right.kind) ||
      (left.since ?? '').localeCompare(right.since ?? '') ||
      left.id.localeCompare(right.id),
  );
}

/** Everything about one cell but what is not seen, which is told once for all services of a host or balancer. */
export function cellAttentionOf(
  cell: MatrixCell,
  lastSightings: JournalState['lastSightings'],
): readonly AttentionItem[] {
  return [
    ...rolloutMatter(cell),
    ...cell.hosts.flatMap((host) =>
      // Most hosts are well; what has nothing on its own list has nothing here.
      host.attention.length === 0
        ? []
        : // A host's last sighting that said something new is when it began to be as it is.
          hostMatters(cell, host, lastSightings[host.host]?.at),
    ),
  ];
}

function rolloutMatter(cell: MatrixCell): AttentionItem[] {
  const { rollout, service, environment } = cell;
  if (!rollout) return [];
  const about = {
    place: `${service} in ${environment}`,
    since: rollout.at,
    leadsTo: { kind: 'rollout', id: rollout.id },
  } as const;
  const { status } = rollout;
  if (rollout.rollbackTrouble !== undefined) {
    return [
      {
        ...about,
        id: `rollbackNotBegun/${rollout.id}`,
        kind: 'rollbackNotBegun',
        tone: 'bad',
        waitsFor: 'release manager',
        message: `The rollout of ${rollout.version} was to be taken back, and that could not begin: ${rollout.rollbackTrouble.replace(/\.$/, '')}.`,
        wayOut: 'Mend that and roll back, or deploy the version that should run.',
      },
    ];
  }
  if (status.kind === 'paused') {
    return [
      {
        ...about,
        id: `rolloutPaused/${rollout.id}`,
        kind: 'rolloutPaused',
        tone: status.why === 'failures' ? 'bad' : 'caution',
        waitsFor: status.why === 'canary' ? 'release manager' : 'ops staff',
        message: `The rollout of ${rollout.version} is paused: ${status.reason.replace(/\.$/, '')}.`,
        wayOut: wayOutOfPause(status.why),
      },
    ];
  }
  if (status.kind === 'interrupted') {
    const left = cell.hosts.flatMap(({ host, leftOpen }) =>
      leftOpen ? [`${host} during "${stepText(leftOpen.step)}"`] : [],
    );
    return [
      {
        ...about,
        id: `rolloutInterrupted/${rollout.id}`,
        kind: 'rolloutInterrupted',
        tone: 'bad',
        waitsFor: 'release manager',
        message: `The rollout of ${rollout.version} was interrupted${left.length > 0 ? `: ${left.join(', ')}` : ''}.`,
        wayOut: 'Compare what was begun with what is seen now, then roll out again.',
      },
    ];
  }
  if (status.kind !== 'finished' || status.result !== 'failed') return [];
  return [
    {
      ...about,
      id: `rolloutFailed/${rollout.id}`,
      kind: 'rolloutFailed',
      tone: 'bad',
      waitsFor: 'release manager',
      message: `The rollout of ${rollout.version} failed${status.reason === undefined ? '' : `: ${status.reason.replace(/\.$/, '')}`}.`,
      wayOut: 'Read the step that failed, then roll out a good release.',
    },
  ];
}

function hostMatters(cell: MatrixCell, host: HostCell, since: string | undefined): AttentionItem[] {
  const { service, environment } = cell;
  const about = {
    place: `${service} in ${environment} on ${host.host}`,
    since,
    leadsTo: { kind: 'target', service, environment },
  } as const;
  const key = `${service}/${environment}/${host.host}`;
  const items: AttentionItem[] = host.debts.map(debtMatter);
  if (host.drift) {
    items.push({
      ...about,
      id: `drift/${key}`,
      kind: 'drift',
      tone: 'caution',
      waitsFor: 'release manager',
      message: `Drift: ${describeDrift(host.drift)}.`,
      wayOut: 'Find out who changed the host, or roll the recorded release out again.',
    });
  }
  // A rollout takes hosts out and starts them anew; a debt has told already why the host is out.
  const isWorkedOn = host.rollout !== undefined;
  if (isWorkedOn || host.debts.length > 0) return items;
  if (host.observed.kind === 'seen' && host.observed.health === 'failing') {
    items.push({
      ...about,
      id: `unhealthy/${key}`,
      kind: 'unhealthy',
      tone: 'bad',
      waitsFor: 'ops staff',
      message: host.observed.healthDetail ?? 'Its health check fails.',
      wayOut: 'Read the log of the service on the host.',
    });
  }
  const out = host.pools.flatMap((pool) => {
    if (isServing(pool) !== false) return [];
    return [`${pool.kind === 'seen' ? pool.status : 'not known'} on ${pool.balancer}`];
  });
  if (out.length > 0) {
    items.push({
      ...about,
      id: `outOfPool/${key}`,
      kind: 'outOfPool',
      tone: 'bad',
      waitsFor: 'ops staff',
      message: `Out of the pool: ${out.join(', ')}.`,
      wayOut: 'If nobody holds it out on purpose, roll its release out again: that brings it back in.',
    });
  }
  return items;
}

export function debtMatter(debt: Debt): AttentionItem {
  return {
    id: `debt/${debt.id}`,
    kind: 'debt',
    tone: 'bad',
    waitsFor: 'ops staff',
    place: `${debt.service} in ${debt.environment} on ${debt.host}`,
    message: `Debt: ${debt.reason}`,
    wayOut: 'Mend the host and roll out to it again: a rollout that succeeds there clears the debt.',
    since: debt.openedAt,
    leadsTo: { kind: 'rollout', id: debt.rolloutId },
  };
}

export function hostNotSeenMatter(
  sighting: Extract<HostSighting, { kind: 'notSeen' }>,
  lastSightings: JournalState['lastSightings'],
): AttentionItem {
  const { host } = sighting;
  const last = lastSightings[host];
  return {
    id: `hostNotSeen/${host}`,
    kind: 'hostNotSeen',
    tone: 'bad',
    waitsFor: 'ops staff',
    place: host,
    message: sighting.message,
    wayOut: wayOutOf(sighting.trouble),
    since: last?.kind === 'notSeen' ? last.at : sighting.at,
    leadsTo: { kind: 'look' },
  };
}

/** What a person can do when a host is not seen. */
export function wayOutOf(trouble: Trouble): string {
  switch (trouble) {
    case 'hostKeyRefused':
      return 'Compare the key with whoever runs the host; only then correct known_hosts.';
    case 'authenticationFailed':
      return 'Check user and key in signalbox.yaml, or load the key into your SSH agent.';
    case 'unreachable':
      return 'Check that the host runs and that its SSH port can be reached from here.';
    case 'timedOut':
      return 'The host answers too slowly: look at its load, then look again.';
    case 'lockLost':
      return 'Ask whoever holds the lock of this host now.';
    case 'stepFailed':
      return 'Run the check by hand on the host and mend what it says.';
    case 'cancelled':
      return 'Look again.';
  }
}

export function balancerNotSeenMatter(
  sighting: Extract<BalancerSighting, { kind: 'notSeen' }>,
): AttentionItem {
  return {
    id: `balancerNotSeen/${sighting.balancer}`,
    kind: 'balancerNotSeen',
    tone: 'bad',
    waitsFor: 'ops staff',
    place: sighting.balancer,
    message: sighting.message,
    wayOut: 'Check that HAProxy runs and that its runtime socket allows admin commands to this user.',
    since: undefined,
    leadsTo: { kind: 'look' },
  };
}

export function journalMatters(verification: VerificationState): readonly AttentionItem[] {
  if (verification.kind !== 'verified' || verification.report.ok) return [];
  const { findings, verifiedAt } = verification.report;
  return findings.map((finding, index) => ({
    id: `journal/${finding.kind}/${finding.seq ?? `at ${index}`}`,
    kind: 'journal',
    tone: 'bad',
    waitsFor: 'auditor',
    place: finding.seq === undefined ? 'journal' : `journal record ${finding.seq}`,
    message: finding.message,
    wayOut: damageWayOut,
    since: verifiedAt,
    leadsTo: { kind: 'audit' },
  }));
}
