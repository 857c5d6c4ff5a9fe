import type { Debt } from '../journal/state.ts';
import { namesOf } from './promotionChanges.ts';
import { isFailed, type HostRow, type RolloutView } from './rolloutView.ts';
import { phaseText } from './rolloutWords.ts';
import { stepText } from './stepText.ts';

/** A rollout in words: what happened, what is still true, what to do. */
export interface RolloutStory {
  readonly tone: 'info' | 'ok' | 'caution' | 'bad';
  readonly title: string;
  readonly stillTrue?: string;
  /** Each failed or lost host with its reason, each debt. */
  readonly details: readonly string[];
  readonly wayOut?: string;
}

export function rolloutStoryOf(view: RolloutView, debts: readonly Debt[]): RolloutStory {
  const hosts = view.batches.flatMap((batch) => batch.hosts);
  const { status } = view;
  switch (status.kind) {
    case 'requested':
      return { tone: 'info', title: 'Asked for; nothing has begun yet.', details: [] };
    case 'running':
      return { tone: 'info', title: doingNow(view, hosts), details: hosts.flatMap(failureOf) };
    case 'paused':
      return pausedStory(status, hosts);
    case 'stopping':
      return {
        tone: 'caution',
        title: `Stopping: ${status.reason}`,
        stillTrue: status.how === 'finish' ? beforeStopping(hosts) : beforeHolding(hosts),
        details: hosts.flatMap(failureOf),
      };
    case 'interrupted':
      return interruptedStory(view, hosts, status.reason);
    case 'finished':
      switch (status.result) {
        case 'succeeded':
          return succeededStory(view);
        case 'failed':
          return failedStory(view, hosts, debts, status.reason);
        case 'stopped':
          return stoppedStory(view, hosts, status.reason);
      }
  }
}

function doingNow(view: RolloutView, hosts: readonly HostRow[]): string {
  const active = view.batches.find((batch) => batch.state === 'active');
  const working = hosts.filter((host) => !host.outcome && host.current?.state === 'running');
  if (!active) {
    const staging = hosts.filter((host) => host.phase === 'planned' || host.phase === 'staging');
    return staging.length > 0
      ? `Staging: ${hosts.length - staging.length} of ${hosts.length} hosts have the artifact; no host has left its pool.`
      : `Every host has the artifact; the next batch is about to begin.`;
  }
  const who = working.map(doingText);
  return `Batch ${active.index + 1} of ${view.batches.length}, ${who.join('; ') || 'the next host is about to begin'}.`;
}

function doingText(host: HostRow): string {
  const sessions = host.live.sessions?.reduce((sum, it) => sum + it.sessions, 0);
  if (sessions !== undefined) {
    return `${host.host} is draining, ${sessions === 1 ? '1 session' : `${sessions} sessions`} left`;
  }
  return `${host.host}: ${host.current ? stepText(host.current.kind) : phaseText(host.phase)}`;
}

type Paused = Extract<RolloutView['status'], { kind: 'paused' }>;

function pausedStory(status: Paused, hosts: readonly HostRow[]): RolloutStory {
  const skipped = hosts.filter((host) => host.outcome?.kind === 'skipped');
  return {
    tone: 'caution',
    title: `Paused: ${status.reason}`,
    stillTrue: beforeStopping(hosts),
    details: [
      ...hosts.flatMap(failureOf),
      ...skipped.map((host) => `${host.host} is skipped: a debt stays.`),
    ],
    wayOut: wayOutOfPause(status.why),
  };
}

/** What a person can do about a paused rollout. */
export function wayOutOfPause(why: Paused['why']): string {
  switch (why) {
    case 'person':
      return 'Resume, and it goes on from exactly here; or abort.';
    case 'failures':
      return 'Retry the host that failed or skip it, then resume; or abort.';
    case 'canary':
      return 'Look at these hosts. Resume when they are good, and the others follow; or abort.';
  }
}

function beforeHolding(hosts: readonly HostRow[]): string {
  const inFlight = hosts.filter((host) => !host.outcome && host.current?.state === 'running');
  return inFlight.length === 0
    ? 'No further host will be touched.'
    : `What runs on ${namesOf(inFlight.map((host) => host.host))} is cancelled; no further host will be touched.`;
}

function beforeStopping(hosts: readonly HostRow[]): string {
  const inFlight = hosts.filter((host) => !host.outcome && host.current?.state === 'running');
  return inFlight.length === 0
    ? 'No further host will be touched.'
    : `${namesOf(inFlight.map((host) => host.host))} will be finished first; no further host will be touched.`;
}

function succeededStory({ counts, version }: RolloutView): RolloutStory {
  const all = counts.hosts === 1 ? 'The host runs' : `All ${counts.hosts} hosts run`;
  const kept = counts.unchanged === 0 ? '' : `, ${counts.unchanged} of them had it before`;
  return {
    tone: 'ok',
    title: `${all} ${version} and ${counts.hosts === 1 ? 'is' : 'are'} in service${kept}.`,
    details: [],
  };
}

function failedStory(
  view: RolloutView,
  hosts: readonly HostRow[],
  debts: readonly Debt[],
  reason: string | undefined,
): RolloutStory {
  const out = hosts.filter((host) => host.outcome?.kind === 'failedOut');
  const failures = hosts.flatMap(failureOf);
  const amends = [
    'it looks at every host first',
    `brings ${out.length === 0 ? 'the rest' : namesOf(out.map((host) => host.host))} back`,
    ...(debts.length === 0 ? [] : [debts.length === 1 ? 'clears the debt' : 'clears the debts']),
  ];
  return {
    tone: 'bad',
    title: failedTitle(hosts, out),
    stillTrue: [standing(view, hosts), ...openDebts(debts)].join(' '),
    details: [
      ...(failures.length === 0 && reason !== undefined ? [reason] : failures),
      ...debts
        .filter((debt) => !failures.some((failure) => failure.includes(debt.reason)))
        .map((debt) => `Debt on ${debt.host}: ${debt.reason}`),
    ],
    wayOut: `Read the output of the failed step below. Then deploy a release that works: ${amends.slice(0, -1).join(', ')}${amends.length > 2 ? ',' : ''} and ${amends.at(-1)}.`,
  };
}

function failedTitle(hosts: readonly HostRow[], out: readonly HostRow[]): string {
  const lost = hosts.filter((host) => host.outcome?.kind === 'unknown').map((host) => host.host);
  if (out.length > 0)
    return `Failed: ${namesOf(out.map((host) => host.host))} ${out.length === 1 ? 'stays' : 'stay'} out of the pool.`;
  return lost.length > 0
    ? `Failed: ${namesOf(lost)} ${lost.length === 1 ? 'was' : 'were'} lost from sight.`
    : 'Failed.';
}

function openDebts(debts: readonly Debt[]): string[] {
  if (debts.length === 0) return [];
  const hosts = namesOf([...new Set(debts.map((debt) => debt.host))]);
  return [`${debts.length === 1 ? 'A debt stays' : 'Debts stay'} open on ${hosts}.`];
}

function stoppedStory(
  view: RolloutView,
  hosts: readonly HostRow[],
  reason: string | undefined,
): RolloutStory {
  return {
    tone: 'caution',
    title: reason === undefined ? 'Stopped.' : `Stopped: ${reason}`,
    stillTrue: standing(view, hosts),
    details: [...hosts.flatMap(failureOf), ...rollbackDetails(view)],
    wayOut: view.rollback
      ? wayOutAfterRollback(view.rollback)
      : `To go on, deploy ${view.service} ${view.version} again: hosts that have it are left alone.`,
  };
}

function rollbackDetails({ rollback }: RolloutView): string[] {
  if (rollback?.trouble !== undefined) return [`The rollback could not begin: ${rollback.trouble}`];
  return rollback
    ? [`It is taken back: ${rollback.scope === 'all' ? 'every host' : 'the hosts that are held out'}.`]
    : [];
}

function wayOutAfterRollback(rollback: NonNullable<RolloutView['rollback']>): string {
  return rollback.trouble === undefined
    ? 'Follow the rollback; it is a rollout of its own.'
    : 'Mend that and roll back, or deploy the version that should run.';
}

function interruptedStory(view: RolloutView, hosts: readonly HostRow[], reason: string): RolloutStory {
  const lost = hosts.flatMap((host) =>
    host.current?.state === 'lost'
      ? [`${host.host} was in the middle of "${stepText(host.current.kind)}": nobody knows how it came out.`]
      : [],
  );
  return {
    tone: 'bad',
    title: `Interrupted: ${reason}`,
    stillTrue: standing(view, hosts),
    details: [...lost, ...hosts.flatMap(failureOf)],
    wayOut: `Deploy ${view.service} ${view.version} again: it looks at every host first, leaves the finished ones alone, and continues with the others.`,
  };
}

/** Which hosts have the release, and which were not touched. */
function standing(view: RolloutView, hosts: readonly HostRow[]): string {
  const done = hosts.filter((host) => host.outcome?.kind === 'done' || host.outcome?.kind === 'unchanged');
  const untouched = hosts.filter(isUntouched);
  const staged = untouched.some((host) => host.steps.some((step) => step.begunAt !== undefined));
  return [
    done.length === 0
      ? `No host runs ${view.version}.`
      : `${namesOf(done.map((host) => host.host))} ${done.length === 1 ? 'runs' : 'run'} ${view.version} and ${done.length === 1 ? 'is' : 'are'} in service.`,
    ...(untouched.length === 0
      ? ['Every host was visited.']
      : [
          `${namesOf(untouched.map((host) => host.host))} ${untouched.length === 1 ? 'was' : 'were'} not touched${staged ? ', but for the artifact that was brought there' : ''}.`,
        ]),
  ].join(' ');
}

/** Its service and its place in the pool are as they were; the artifact may lie there. */
export function isUntouched(host: HostRow): boolean {
  return !host.outcome && (host.phase === 'planned' || host.phase === 'staging' || host.phase === 'staged');
}

function failureOf(host: HostRow): string[] {
  if (!isFailed(host) || !host.outcome || !('reason' in host.outcome)) return [];
  switch (host.outcome.kind) {
    case 'failedOut':
      return [`${host.host} is held out of the pool: ${host.outcome.reason}`];
    case 'failedIn':
      return [
        `${host.host} failed before anything was changed and is still in service: ${host.outcome.reason}`,
      ];
    case 'skipped':
      return [];
    case 'unknown':
      return [`${host.host} was lost from sight: ${host.outcome.reason}`];
  }
}
