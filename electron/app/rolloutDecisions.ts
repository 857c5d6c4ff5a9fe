import type { JournalEvent } from '../../shared/journal/events.ts';
import { isUnderWay } from '../../shared/journal/rolloutStatus.ts';
import type { HostProgress, JournalState, RolloutState } from '../../shared/journal/state.ts';
import { environmentName, hostName, serviceName } from '../../shared/model/names.ts';
import type { AbortKind } from '../../shared/model/rollout.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { canRetry, hasFailed, hasFailedStaging, isBeingWorkedOn } from '../../shared/view/hostDecisions.ts';
import { requireRollout } from './rolloutRules.ts';

/**
 * What persons decide about a rollout that runs: each gives the events that say so, or nothing where it is so already,
 * or throws NOT_NOW with the reason. Pure; the process that carries the rollout out reads them in the journal.
 */

interface OfRollout {
  readonly rolloutId: string;
}

export function decideStop(
  state: JournalState,
  { rolloutId, reason, how = 'finish' }: OfRollout & { readonly reason: string; readonly how?: AbortKind },
): JournalEvent[] {
  const { status, rollsBack } = requireRollout(state, rolloutId);
  if (!isUnderWay(status)) return [];
  if (rollsBack && (how === 'rollBackInFlight' || how === 'rollBackAll')) {
    throw new Fault('NOT_NOW', 'It is a rollback itself: it is not taken back.', {
      wayOut: 'Stop it, then deploy the version that you want.',
    });
  }
  if (status.kind === 'stopping' && (status.how === how || how === 'finish')) return [];
  return [{ kind: 'rolloutStopRequested', rolloutId, reason, ...(how === 'finish' ? {} : { how }) }];
}

export function decidePause(
  state: JournalState,
  { rolloutId, reason }: OfRollout & { readonly reason: string },
): JournalEvent[] {
  const rollout = requireRollout(state, rolloutId);
  if (rollout.status.kind === 'paused') return [];
  if (rollout.status.kind !== 'running') throw notNow(rollout, 'it cannot be paused');
  return [{ kind: 'rolloutPaused', rolloutId, why: 'person', reason }];
}

export function decideResumption(
  state: JournalState,
  { rolloutId, reason }: OfRollout & { readonly reason?: string | undefined },
): JournalEvent[] {
  const rollout = requireRollout(state, rolloutId);
  const { status } = rollout;
  if (status.kind === 'running') return [];
  if (status.kind !== 'paused') throw notNow(rollout, 'it cannot be resumed');
  const failed = Object.values(rollout.hosts).filter(hasFailed);
  const unstaged = Object.values(rollout.hosts).filter(hasFailedStaging);
  if (unstaged.length > 0 || failed.length > (status.maxFailures ?? failed.length)) {
    const names = [...failed, ...unstaged].map(({ host }) => host).join(', ');
    throw new Fault(
      'NOT_NOW',
      `It cannot go on: ${names} failed, and nobody has decided what becomes of that.`,
      {
        wayOut: 'Retry the host or skip it; or abort the rollout.',
      },
    );
  }
  return [{ kind: 'rolloutResumed', rolloutId, ...(reason === undefined ? {} : { reason }) }];
}

interface OfHost extends OfRollout {
  readonly host: string;
}

/** The host is begun anew, from looking at it; what was staged there stays. */
export function decideRetry(
  state: JournalState,
  { rolloutId, host, reason }: OfHost & { readonly reason?: string | undefined },
): JournalEvent[] {
  const rollout = requireOpen(state, rolloutId, `${host} cannot be tried again`);
  const progress = requireHost(rollout, host);
  if (!progress.outcome && progress.attempt !== undefined && !hasFailedStaging(progress)) return [];
  if (!canRetry(progress)) {
    throw new Fault('NOT_NOW', `${host} has not failed: there is nothing to try again.`);
  }
  return [
    {
      kind: 'hostRetryRequested',
      rolloutId,
      host: hostName.parse(host),
      attempt: (progress.attempt ?? 1) + 1,
      ...(reason === undefined ? {} : { reason }),
    },
  ];
}

/** The rollout goes on without the host, which stays as it is; a debt says so, unless one does already. */
export function decideSkip(
  state: JournalState,
  { rolloutId, host, reason }: OfHost & { readonly reason: string },
  createId: () => string,
): JournalEvent[] {
  const rollout = requireOpen(state, rolloutId, `${host} cannot be skipped`);
  const progress = requireHost(rollout, host);
  if (progress.outcome?.kind === 'skipped') return [];
  if (progress.outcome && !hasFailed(progress)) {
    throw new Fault('NOT_NOW', `${host} is done: there is nothing to skip.`);
  }
  if (isBeingWorkedOn(progress)) {
    throw new Fault(
      'NOT_NOW',
      `${host} is being worked on: what has begun there is not left in the middle.`,
      {
        wayOut: 'Wait until it is done or has failed; or abort the rollout.',
      },
    );
  }
  const of = {
    rolloutId,
    service: serviceName.parse(rollout.service),
    environment: environmentName.parse(rollout.environment),
    host: hostName.parse(host),
  };
  const skipped: JournalEvent = { kind: 'hostSkipped', rolloutId, host: of.host, reason };
  const isOwed = Object.values(state.debts).some(
    (debt) => debt.host === of.host && debt.service === of.service && debt.environment === of.environment,
  );
  if (isOwed) return [skipped];
  return [skipped, { kind: 'debtOpened', debtId: createId(), ...of, reason: `skipped: ${reason}` }];
}

function requireOpen(state: JournalState, rolloutId: string, what: string): RolloutState {
  const rollout = requireRollout(state, rolloutId);
  if (rollout.status.kind === 'running' || rollout.status.kind === 'paused') return rollout;
  throw notNow(rollout, what);
}

function requireHost(rollout: RolloutState, host: string): HostProgress {
  const progress = rollout.hosts[host];
  if (progress) return progress;
  throw new Fault('NOT_FOUND', `${host} is no host of this rollout.`, {
    wayOut: `It has: ${Object.keys(rollout.hosts).join(', ')}.`,
  });
}

function notNow({ status }: RolloutState, what: string): Fault {
  const now = status.kind === 'finished' ? `has ${status.result}` : `is ${status.kind}`;
  return new Fault(
    'NOT_NOW',
    `The rollout ${now}: ${what}.`,
    isUnderWay(status) ? {} : { wayOut: 'Deploy the release again: it looks at every host first.' },
  );
}
