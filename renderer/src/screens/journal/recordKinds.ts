import type { JournalEventKind } from '../../../../shared/journal/events.ts';

/** In words short enough for a column; a kind without one is a compile error. */
export const recordKinds: Readonly<Record<JournalEventKind, string>> = {
  workspaceConfigured: 'workspace configured',
  rolloutRequested: 'rollout requested',
  rolloutStarted: 'rollout started',
  takeoverRequested: 'takeover requested',
  hostsLocked: 'hosts locked',
  stepBegun: 'step begun',
  stepFinished: 'step finished',
  hostFinished: 'host finished',
  debtOpened: 'debt opened',
  debtCleared: 'debt cleared',
  rolloutStopRequested: 'stop requested',
  rolloutPaused: 'rollout paused',
  rolloutResumed: 'rollout resumed',
  hostRetryRequested: 'host retry requested',
  hostSkipped: 'host skipped',
  rolloutFinished: 'rollout finished',
  rollbackNotBegun: 'rollback not begun',
  rolloutInterrupted: 'rollout interrupted',
  hostObserved: 'host observed',
  balancerReloaded: 'balancer reloaded',
  rosterConfigured: 'people configured',
  policyConfigured: 'policy configured',
  policyRemoved: 'policy removed',
  identityUnlocked: 'identity unlocked',
  identityRefused: 'identity refused',
  identityLocked: 'identity locked',
  promotionRequested: 'promotion requested',
  promotionRefused: 'promotion refused',
  promotionRevised: 'promotion revised',
  statementIssued: 'statement issued',
  signoffRecorded: 'sign-off recorded',
  signoffRefused: 'sign-off refused',
  promotionWithdrawn: 'promotion withdrawn',
  promotionSuperseded: 'promotion superseded',
  approvalVerified: 'approval verified',
  approvalRefused: 'approval refused',
};

export function isRecordKind(kind: string): kind is JournalEventKind {
  return Object.hasOwn(recordKinds, kind);
}
