import type { JournalEventOf } from '../journal/events.ts';
import type { SignoffEvent } from '../journal/signoffEvents.ts';
import type { FileAuthorship } from '../model/fileAuthorship.ts';
import type { StatementDecision } from '../model/statement.ts';
import type { RecordTone } from './describeRecord.ts';

export function signoffToneOf(event: SignoffEvent): RecordTone {
  switch (event.kind) {
    case 'rosterConfigured':
    case 'policyConfigured':
    case 'policyRemoved':
    case 'identityUnlocked':
    case 'promotionRequested':
    case 'promotionWithdrawn':
    case 'promotionSuperseded':
    case 'promotionRevised':
      return 'plain';
    case 'identityLocked':
    case 'statementIssued':
      return 'quiet';
    case 'signoffRecorded':
      return event.decision === 'reject' ? 'bad' : 'good';
    case 'approvalVerified':
      return 'good';
    case 'identityRefused':
    case 'promotionRefused':
    case 'signoffRefused':
    case 'approvalRefused':
      return 'bad';
  }
}

export function describeSignoffEvent(event: SignoffEvent, actor: string): string {
  switch (event.kind) {
    case 'rosterConfigured':
      return `${event.people} people in force, ${describeAuthorship(event.changedBy)}`;
    case 'policyConfigured':
      return `policy of ${event.environment} in force: ${describePolicy(event.policy)}; version ${event.policy.version.slice(0, 12)}, ${describeAuthorship(event.changedBy)}`;
    case 'policyRemoved':
      return `${event.environment} asks for no sign-offs any more, ${describeAuthorship(event.changedBy)}`;
    case 'identityUnlocked':
      return `${event.person} unlocked this desktop with ${event.fingerprint} (${event.method}) until ${event.endsAt}`;
    case 'identityRefused':
      return `somebody was refused as ${event.person}: ${event.reason}`;
    case 'identityLocked':
      return `${event.person} is no longer at this desktop: ${whyLocked[event.why]}`;
    case 'promotionRequested':
      return `${event.requester} asked to bring ${event.service} ${event.release.version} to ${event.environment}${event.rules === 'emergency' ? ' as an EMERGENCY' : ''}: ${event.required} must sign, promotion ${event.promotionId}`;
    case 'promotionRefused':
      return `${actor} asked for ${event.service} ${event.version} in ${event.environment} and was refused (${event.code}): ${event.reason}`;
    case 'promotionRevised':
      return `promotion ${event.promotionId} is another question now, older sign-offs are stale: ${event.changes.join(' ')}`;
    case 'statementIssued':
      return `the statement ${event.statementSha256.slice(0, 12)} was handed out for ${event.person} to ${event.decision} promotion ${event.promotionId}`;
    case 'signoffRecorded':
      return `${event.person} ${decided[event.decision]} promotion ${event.promotionId} with ${event.fingerprint}${event.via === 'file' ? ', signed elsewhere' : ''}`;
    case 'signoffRefused':
      return `a sign-off${event.person === undefined ? '' : ` by ${event.person}`} on promotion ${event.promotionId} was refused (${event.code}): ${event.reason}`;
    case 'promotionWithdrawn':
      return `${event.by} withdrew promotion ${event.promotionId}: ${event.reason}`;
    case 'promotionSuperseded':
      return `promotion ${event.promotionId} was superseded by ${event.by}`;
    case 'approvalVerified':
      return `sign-offs of ${event.by.join(', ')} verified anew ${event.batch < 0 ? 'before the first host' : `before batch ${event.batch + 1}`}, good until ${event.untilAt}`;
    case 'approvalRefused':
      return `${event.service} in ${event.environment}: no approval (${event.code}): ${event.reason}`;
  }
}

const decided: Readonly<Record<StatementDecision, string>> = {
  approve: 'approved',
  reject: 'rejected',
  review: 'reviewed the emergency of',
};

const whyLocked: Readonly<Record<JournalEventOf<'identityLocked'>['why'], string>> = {
  asked: 'locked',
  timeOver: 'the time is over',
  keyNoLongerGood: 'the key is no longer good',
  replaced: 'somebody else unlocked it',
  closed: 'Signalbox was closed',
};

/** Who changed it, in a few words: what Git says, nothing that anybody typed here. */
export function describeAuthorship(changedBy: FileAuthorship): string {
  switch (changedBy.kind) {
    case 'committed':
      return `changed by ${changedBy.author.name} <${changedBy.author.email}> in ${changedBy.commit.slice(0, 12)}`;
    case 'uncommitted':
      return 'changed and not committed';
    case 'noRepository':
      return 'not kept in Git';
    case 'unknown':
      return `by whom is unknown: ${changedBy.why}`;
  }
}

/** A policy as one clause: `2 of releasers, never implementers, requester`. */
export function describePolicy(policy: JournalEventOf<'policyConfigured'>['policy']): string {
  const never = policy.exclude.length === 0 ? '' : `, never ${policy.exclude.join(', ')}`;
  const emergency = policy.emergency
    ? `; emergencies: ${policy.emergency.required} of ${policy.emergency.group}`
    : '';
  return `${policy.required} of ${policy.group}${never}${emergency}`;
}
