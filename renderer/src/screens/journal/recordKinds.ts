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
  rolloutFinished: 'rollout finished',
  rolloutInterrupted: 'rollout interrupted',
  hostObserved: 'host observed',
  balancerReloaded: 'balancer reloaded',
};

export function isRecordKind(kind: string): kind is JournalEventKind {
  return Object.hasOwn(recordKinds, kind);
}
