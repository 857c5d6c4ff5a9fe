import type { JournalRecord } from '../../../shared/journal/record.ts';
import { describeRecord } from '../../../shared/view/describeRecord.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';

export interface Notice {
  readonly title: string;
  readonly body: string;
}

/** What needs a person who looks elsewhere: a rollout's end, a debt, a promotion to sign. Everything else waits in the window. */
export function noticeOf(record: Pick<JournalRecord, 'envelope' | 'event'>): Notice | undefined {
  const title = titleOf(record.event);
  return title === undefined ? undefined : { title, body: visibleText(describeRecord(record)) };
}

function titleOf(event: JournalRecord['event']): string | undefined {
  switch (event.kind) {
    case 'rolloutFinished':
      return event.result === 'succeeded' ? 'A rollout is done' : 'A rollout needs you';
    case 'rolloutPaused':
      return 'A rollout waits for a person';
    case 'rolloutInterrupted':
      return 'A rollout was interrupted';
    case 'rollbackNotBegun':
      return 'A rollback could not begin';
    case 'debtOpened':
      return 'A host is held out of its pool';
    case 'promotionRequested':
      return 'A promotion waits for sign-offs';
    case 'promotionRevised':
      return 'Sign-offs became stale';
    case 'approvalRefused':
      return 'A rollout was not let through';
    case 'workspaceConfigured':
    case 'rolloutRequested':
    case 'rolloutStarted':
    case 'takeoverRequested':
    case 'hostsLocked':
    case 'stepBegun':
    case 'stepFinished':
    case 'hostFinished':
    case 'debtCleared':
    case 'rolloutStopRequested':
    case 'rolloutResumed':
    case 'hostRetryRequested':
    case 'hostSkipped':
    case 'hostObserved':
    case 'balancerReloaded':
    case 'rosterConfigured':
    case 'policyConfigured':
    case 'policyRemoved':
    case 'identityUnlocked':
    case 'identityRefused':
    case 'identityLocked':
    case 'promotionRefused':
    case 'statementIssued':
    case 'signoffRecorded':
    case 'signoffRefused':
    case 'promotionWithdrawn':
    case 'promotionSuperseded':
    case 'approvalVerified':
    case 'desktopKeyCreated':
    case 'evidenceExported':
    case 'backupMade':
    case 'journalRestored':
    case 'reconciled':
      return undefined;
  }
}
