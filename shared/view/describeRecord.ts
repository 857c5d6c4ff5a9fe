import type { JournalEvent, JournalEventOf } from '../journal/events.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { HostOutcome } from '../model/rollout.ts';
import type { HostSighting } from '../model/sighting.ts';
import { auditToneOf, describeAuditEvent } from './describeAudit.ts';
import { describeSignoffEvent, signoffToneOf } from './describeSignoff.ts';
import { abortText } from './abortWords.ts';
import { formatDuration } from './formatDuration.ts';
import { stepText } from './stepText.ts';
import { visibleText } from './visibleText.ts';

/** A record as one sentence, safe to show: what hosts wrote into it can neither hide nor reorder anything. */
export function describeRecord(record: Pick<JournalRecord, 'envelope' | 'event'>): string {
  return visibleText(sentenceOf(record.event, record.envelope.actor.name));
}

/** How a record should strike the eye. */
export type RecordTone = 'plain' | 'good' | 'bad' | 'quiet';

export function toneOf(event: JournalEvent): RecordTone {
  switch (event.kind) {
    case 'stepBegun':
    case 'workspaceConfigured':
      return 'quiet';
    case 'stepFinished':
      return event.outcome.kind === 'failed' ? 'bad' : 'plain';
    case 'hostFinished':
      return event.outcome.kind === 'done' || event.outcome.kind === 'unchanged' ? 'good' : 'bad';
    case 'rolloutFinished':
      return event.result === 'succeeded' ? 'good' : 'bad';
    case 'rolloutPaused':
      return event.why === 'failures' ? 'bad' : 'plain';
    case 'rolloutInterrupted':
    case 'debtOpened':
    case 'hostSkipped':
    case 'rollbackNotBegun':
    case 'takeoverRequested':
      return 'bad';
    case 'debtCleared':
      return 'good';
    case 'hostObserved':
      return event.sighting.kind === 'notSeen' ? 'bad' : 'plain';
    case 'rolloutRequested':
    case 'rolloutStarted':
    case 'hostsLocked':
    case 'rolloutStopRequested':
    case 'rolloutResumed':
    case 'hostRetryRequested':
    case 'balancerReloaded':
      return 'plain';
    case 'rosterConfigured':
    case 'policyConfigured':
    case 'policyRemoved':
    case 'identityUnlocked':
    case 'identityRefused':
    case 'identityLocked':
    case 'promotionRequested':
    case 'promotionRefused':
    case 'promotionRevised':
    case 'statementIssued':
    case 'signoffRecorded':
    case 'signoffRefused':
    case 'promotionWithdrawn':
    case 'promotionSuperseded':
    case 'approvalVerified':
    case 'approvalRefused':
      return signoffToneOf(event);
    case 'desktopKeyCreated':
    case 'evidenceExported':
    case 'backupMade':
    case 'journalRestored':
    case 'reconciled':
      return auditToneOf(event);
  }
}

/** The host that an event is about, where there is one. */
export function hostOf(event: JournalEvent): string | undefined {
  switch (event.kind) {
    case 'stepBegun':
    case 'stepFinished':
    case 'hostFinished':
    case 'hostRetryRequested':
    case 'hostSkipped':
    case 'debtOpened':
      return event.host;
    case 'hostObserved':
      return event.sighting.host;
    case 'workspaceConfigured':
    case 'rolloutRequested':
    case 'rolloutStarted':
    case 'takeoverRequested':
    case 'hostsLocked':
    case 'debtCleared':
    case 'rolloutStopRequested':
    case 'rolloutPaused':
    case 'rolloutResumed':
    case 'rolloutFinished':
    case 'rollbackNotBegun':
    case 'rolloutInterrupted':
    case 'balancerReloaded':
    case 'rosterConfigured':
    case 'policyConfigured':
    case 'policyRemoved':
    case 'identityUnlocked':
    case 'identityRefused':
    case 'identityLocked':
    case 'promotionRequested':
    case 'promotionRefused':
    case 'promotionRevised':
    case 'statementIssued':
    case 'signoffRecorded':
    case 'signoffRefused':
    case 'promotionWithdrawn':
    case 'promotionSuperseded':
    case 'approvalVerified':
    case 'approvalRefused':
    case 'desktopKeyCreated':
    case 'evidenceExported':
    case 'backupMade':
    case 'journalRestored':
    case 'reconciled':
      return undefined;
  }
}

function sentenceOf(event: JournalEvent, actor: string): string {
  switch (event.kind) {
    case 'workspaceConfigured':
      return `workspace ${event.name} in force, configuration ${event.configurationSha256.slice(0, 12)}`;
    case 'rolloutRequested':
      return `${actor} asked for ${event.service} ${event.release.version} in ${event.environment}${
        event.rollsBack
          ? `, to take rollout ${event.rollsBack.rolloutId} back: ${event.rollsBack.reason}`
          : ''
      }: ${describeBatches(event.batches)}, plan ${event.planSha256.slice(0, 12)}`;
    case 'rolloutStarted':
      return `rollout ${event.rolloutId} started on ${event.runner.machine}, process ${event.runner.pid}`;
    case 'takeoverRequested':
      return `${actor} takes locks over where somebody holds them: ${event.reason}`;
    case 'hostsLocked':
      return describeLocks(event);
    case 'stepBegun':
      return `${event.host}: ${stepText(event.step)} begins`;
    case 'stepFinished':
      return `${event.host}: ${stepText(event.step)} ${describeStep(event)}`;
    case 'hostFinished':
      return `${event.host} ${describeOutcome(event.outcome)}`;
    case 'debtOpened':
      return `debt: ${event.service} on ${event.host} in ${event.environment}: ${event.reason}`;
    case 'debtCleared':
      return `debt cleared: ${event.reason}`;
    case 'rolloutStopRequested':
      return `${actor} asked to stop${event.how === undefined ? '' : ` (${abortText(event.how).toLowerCase()})`}: ${event.reason}`;
    case 'rolloutPaused':
      return event.why === 'person' ? `${actor} paused it: ${event.reason}` : `paused: ${event.reason}`;
    case 'rolloutResumed':
      return `${actor} resumed it${event.reason === undefined ? '' : `: ${event.reason}`}`;
    case 'hostRetryRequested':
      return `${actor} wants ${event.host} tried again, time ${event.attempt}${event.reason === undefined ? '' : `: ${event.reason}`}`;
    case 'hostSkipped':
      return `${actor} skips ${event.host}: ${event.reason}`;
    case 'rolloutFinished':
      return `rollout ${event.result}${event.reason === undefined ? '' : `: ${event.reason}`}${event.thenRollBack === undefined ? '' : '; a rollback follows'}`;
    case 'rollbackNotBegun':
      return `the rollback could not begin, every host stays as it is: ${event.reason}`;
    case 'rolloutInterrupted':
      return `rollout interrupted: ${event.reason}; what had begun is unknown until somebody looks`;
    case 'hostObserved':
      return describeSighting(event.sighting);
    case 'balancerReloaded':
      return `${event.balancer} was reloaded (process ${event.pidBefore} became ${event.pidAfter})${
        event.restored.length === 0 ? '' : `, held out again: ${event.restored.join(', ')}`
      }`;
    case 'rosterConfigured':
    case 'policyConfigured':
    case 'policyRemoved':
    case 'identityUnlocked':
    case 'identityRefused':
    case 'identityLocked':
    case 'promotionRequested':
    case 'promotionRefused':
    case 'promotionRevised':
    case 'statementIssued':
    case 'signoffRecorded':
    case 'signoffRefused':
    case 'promotionWithdrawn':
    case 'promotionSuperseded':
    case 'approvalVerified':
    case 'approvalRefused':
      return describeSignoffEvent(event, actor);
    case 'desktopKeyCreated':
    case 'evidenceExported':
    case 'backupMade':
    case 'journalRestored':
    case 'reconciled':
      return describeAuditEvent(event, actor);
  }
}

function describeLocks({ locks, unlockable }: JournalEventOf<'hostsLocked'>): string {
  const each = locks.map(
    ({ host, number, takenFrom }) =>
      `${host} (${number}${takenFrom === undefined ? '' : `, taken over from ${takenFrom}`})`,
  );
  const without = unlockable.length === 0 ? '' : `; no host to lock on for ${unlockable.join(', ')}`;
  return `locked: ${each.join(', ') || 'nothing'}${without}`;
}

function describeStep(event: JournalEventOf<'stepFinished'>): string {
  const took = `in ${formatDuration(event.durationMs)}`;
  const detail = event.detail === undefined ? '' : `: ${event.detail}`;
  switch (event.outcome.kind) {
    case 'ok':
      return `ok ${took}${detail}`;
    case 'alreadyDone':
      return `had been done${detail}`;
    case 'failed':
      return `failed ${took} (${event.outcome.trouble}): ${event.outcome.message}`;
  }
}

export function describeOutcome(outcome: HostOutcome): string {
  switch (outcome.kind) {
    case 'done':
      return 'is done';
    case 'unchanged':
      return 'had the release already and is in service';
    case 'failedOut':
      return `failed and stays out of the pool: ${outcome.reason}`;
    case 'failedIn':
      return `failed before anything was changed, still in service: ${outcome.reason}`;
    case 'skipped':
      return `is skipped: ${outcome.reason}`;
    case 'unknown':
      return `is in an unknown state: ${outcome.reason}`;
  }
}

function describeBatches(batches: readonly (readonly string[])[]): string {
  const hosts = batches.flat().length;
  return `${hosts} ${hosts === 1 ? 'host' : 'hosts'} in batches of ${batches.map((it) => it.length).join(', ')}`;
}

function describeSighting(sighting: HostSighting): string {
  if (sighting.kind === 'notSeen')
    return `${sighting.host} was not seen (${sighting.trouble}): ${sighting.message}`;
  const services = sighting.services.map((it) => {
    const running =
      it.runningVersion === undefined || it.runningVersion === it.release?.version
        ? ''
        : ` (running ${it.runningVersion})`;
    return `${it.service} ${it.release?.version ?? 'without a release'}${running}, health ${it.health}`;
  });
  return `${sighting.host} was seen with ${services.join('; ') || 'nothing'}`;
}
