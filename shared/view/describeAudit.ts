import type { AuditEvent } from '../journal/auditEvents.ts';
import type { RecordTone } from './describeRecord.ts';

export function auditToneOf(event: AuditEvent): RecordTone {
  switch (event.kind) {
    case 'desktopKeyCreated':
    case 'evidenceExported':
      return 'plain';
    case 'backupMade':
      return 'quiet';
    case 'journalRestored':
      return 'bad';
    case 'reconciled':
      return event.differences.length === 0 ? 'good' : 'bad';
  }
}

export function describeAuditEvent(event: AuditEvent, actor: string): string {
  switch (event.kind) {
    case 'desktopKeyCreated':
      return `this desktop signs its exports with ${event.fingerprint} from now on`;
    case 'evidenceExported':
      return `${actor} exported the evidence from ${event.fromAt} until before ${event.toAt}: ${count(event.changes, 'change')}, ${count(event.exceptions, 'exception')}, up to record ${event.headSeq}, sums ${event.sumsSha256.slice(0, 12)}`;
    case 'backupMade':
      return `backup ${event.file} made and verified, up to record ${event.headSeq}`;
    case 'journalRestored':
      return `${actor} restored the journal from ${event.file}, which ends at record ${event.headSeq}`;
    case 'reconciled':
      return `${count(event.hosts, 'host')} compared with the journal: ${event.differences.length === 0 ? 'all agree' : event.differences.map((it) => it.text).join(' ')}`;
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
