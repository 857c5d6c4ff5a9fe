import type { JournalRecord } from '../../../shared/journal/record.ts';
import type { Change, EvidenceFinding, EvidenceQuery, Row } from '../evidence.ts';
import { describeReview } from './describeReview.ts';
import { policyAt, type Trail } from './readTrail.ts';

interface ExceptionParts {
  readonly trail: Trail;
  readonly query: EvidenceQuery;
  readonly changes: readonly Change[];
  readonly findings: readonly EvidenceFinding[];
  readonly inRange: readonly JournalRecord[];
}

interface Found {
  readonly kind: string;
  readonly record: JournalRecord;
  readonly text: string;
  readonly rolloutId?: string | undefined;
  readonly service?: string;
  readonly environment?: string;
  readonly person?: string | undefined;
}

/** Everything that departs from the rules, or that somebody should look at: listed, never filtered by weight. */
export function listExceptions(parts: ExceptionParts): {
  readonly rows: readonly Row[];
  /** Records outside the period that an exception speaks of. */
  readonly restsOn: readonly number[];
} {
  const { changes } = parts;
  const byRollout = new Map(changes.map((it) => [it.rolloutId, it]));
  const clocks = findClockSetBack(parts);
  const found = [
    ...toFindings(parts, byRollout),
    ...changes.flatMap((it) => findOfChange(it, parts.trail)),
    ...parts.inRange.flatMap((it) => findOfRecord(it, parts.query)),
    ...clocks.found,
  ].toSorted((a, b) => a.record.seq - b.record.seq);
  return {
    rows: found.map((it) => toRow(it, byRollout)),
    restsOn: [
      ...found.map((it) => it.record.seq),
      ...clocks.restsOn,
      ...changes.flatMap((it) => findClearances(it, parts.trail)),
    ],
  };
}

function findClearances({ records }: Change, { cleared }: Trail): number[] {
  return records.flatMap(({ event }) => {
    const record = event.kind === 'debtOpened' ? cleared.get(event.debtId) : undefined;
    return record ? [record.seq] : [];
  });
}

function toRow(it: Found, byRollout: ReadonlyMap<string, Change>): Row {
  const change = it.rolloutId === undefined ? undefined : byRollout.get(it.rolloutId);
  return {
    kind: it.kind,
    at: it.record.envelope.at,
    record: String(it.record.seq),
    change: change?.row['number'] ?? '',
    service: change?.row['service'] ?? it.service ?? '',
    environment: change?.row['environment'] ?? it.environment ?? '',
    person: it.person ?? '',
    text: it.text,
  };
}

/** What verification found, where it is about this period or its population. */
function toFindings(
  { findings, trail, inRange, changes }: ExceptionParts,
  byRollout: ReadonlyMap<string, Change>,
): Found[] {
  const inside = new Set(inRange.map((it) => it.seq));
  const promotions = new Map(changes.map((it) => [it.promotionId, it.rolloutId]));
  const records = new Map(trail.records.map((it) => [it.seq, it]));
  return findings.flatMap((it): Found[] => {
    const rolloutId =
      it.rolloutId ?? (it.promotionId === undefined ? undefined : promotions.get(it.promotionId));
    const isOurs = inside.has(it.seq) || (rolloutId !== undefined && byRollout.has(rolloutId));
    const record = records.get(it.seq);
    return isOurs && record ? [{ kind: it.kind, record, text: it.message, rolloutId }] : [];
  });
}

function findOfChange(change: Change, trail: Trail): Found[] {
  const rollout = trail.rollouts.get(change.rolloutId);
  if (!rollout) return [];
  const { rolloutId, promotionId } = change;
  const { requested, ended, firstTouch } = rollout;
  const { environment } = requested.event;
  const found: Found[] = [];
  const add = (kind: string, record: JournalRecord, text: string): void =>
    void found.push({ kind, record, text, rolloutId });

  if (ended?.event.kind === 'rolloutInterrupted') {
    add('interrupted', ended, `the rollout was interrupted: ${ended.event.reason}`);
  } else if (ended?.event.kind === 'rolloutFinished' && ended.event.result !== 'succeeded') {
    const why = ended.event.reason === undefined ? '' : `: ${ended.event.reason}`;
    add('notSucceeded', ended, `the rollout ${ended.event.result}${why}`);
  } else if (!ended) {
    add('notFinished', requested, 'the rollout has no end in the journal');
  }
  for (const host of change.hosts) {
    if (host['artifactAsApproved'] !== 'no') continue;
    const text = `${host['host']} computed ${host['artifactSha256']}, and ${change.row['artifactSha256']} was approved`;
    add('artifactDiffers', requested, text);
  }
  const promotion = promotionId === undefined ? undefined : trail.promotions.get(promotionId);
  if (promotion?.requested.event.rules === 'emergency') {
    const review = describeReview(promotion, rollout);
    add('emergency', requested, `rolled out under emergency rules; ${review.text}`);
    if (review.kind === 'owed') add('emergencyUnreviewed', requested, review.text);
    if (review.kind === 'late') add('emergencyReviewedLate', requested, review.text);
  }
  const before = policyAt(trail, environment, firstTouch?.seq ?? requested.seq);
  const changed = trail.policies.find(
    (it) =>
      it.environment === environment &&
      it.since.seq > (promotion?.requested.seq ?? requested.seq) &&
      it.since.seq < (ended?.seq ?? requested.seq),
  );
  if (before && changed) {
    add(
      'policyChanged',
      changed.since,
      `the policy of ${environment} was changed between the request and the end of the rollout`,
    );
  }
  for (const record of rollout.records) {
    if (record.event.kind !== 'debtOpened') continue;
    const cleared = trail.cleared.get(record.event.debtId);
    const end = cleared ? `cleared at ${cleared.envelope.at}` : 'still open';
    add('debt', record, `${record.event.host} was held out: ${record.event.reason}; ${end}`);
  }
  return found;
}

function findOfRecord(record: JournalRecord, query: EvidenceQuery): Found[] {
  const { event } = record;
  const isAskedFor = (of: { readonly service: string; readonly environment: string }): boolean =>
    (query.services.length === 0 || query.services.includes(of.service)) &&
    (query.environments.length === 0 || query.environments.includes(of.environment));
  switch (event.kind) {
    case 'approvalRefused': {
      const { service, environment, code, reason, rolloutId } = event;
      if (!isAskedFor(event)) return [];
      const text = `a rollout was not let through (${code}): ${reason}`;
      return [{ kind: 'refusedRollout', record, text, service, environment, rolloutId }];
    }
    case 'promotionRefused': {
      const { service, environment, code, reason } = event;
      if (!isAskedFor(event)) return [];
      const text = `a request was refused (${code}): ${reason}`;
      return [{ kind: 'refusedRequest', record, text, service, environment }];
    }
    case 'signoffRefused':
      return [
        {
          kind: 'refusedSignoff',
          record,
          text: `a sign-off on ${event.promotionId} was refused (${event.code}): ${event.reason}`,
          person: event.person,
        },
      ];
    case 'identityRefused':
      return [{ kind: 'refusedIdentity', record, text: event.reason, person: event.person }];
    case 'policyRemoved':
      return [
        {
          kind: 'policyRemoved',
          record,
          text: `${event.environment} asks for no sign-offs from here on`,
          environment: event.environment,
        },
      ];
    case 'journalRestored':
      return [
        {
          kind: 'journalRestored',
          record,
          text: `the journal was restored from ${event.file}, which ended at record ${event.headSeq}`,
        },
      ];
    case 'reconciled':
      return event.differences
        .filter(isAskedFor)
        .map(({ kind, service, environment, text }) => ({ kind, record, text, service, environment }));
    default:
      return [];
  }
}

/** Within one desktop time only goes on; where it does not, somebody set the clock. Differences of a second are no news. */
function findClockSetBack({ trail, inRange }: ExceptionParts): {
  readonly found: Found[];
  readonly restsOn: number[];
} {
  const inside = new Set(inRange.map((it) => it.seq));
  const latest = new Map<string, JournalRecord>();
  const found: Found[] = [];
  const restsOn: number[] = [];
  for (const record of trail.records) {
    const { desktop, at } = record.envelope;
    const before = latest.get(desktop);
    if (before && Date.parse(before.envelope.at) - Date.parse(at) > 1_000) {
      if (inside.has(record.seq)) {
        const text = `the clock of ${desktop} was set back: record ${record.seq} says ${at}, record ${before.seq} said ${before.envelope.at}`;
        found.push({ kind: 'clockSetBack', record, text });
        restsOn.push(before.seq);
      }
      continue;
    }
    latest.set(desktop, record);
  }
  return { found, restsOn };
}
