import type { JournalRecord } from '../../../shared/journal/record.ts';
import { toCanonicalPath } from '../paths.ts';
import type {
  Change,
  Evidence,
  EvidenceFinding,
  EvidenceQuery,
  PolicyFile,
  ReadBlob,
  RosterFile,
} from '../evidence.ts';
import { listAccess } from './listAccess.ts';
import { listExceptions } from './listExceptions.ts';
import { policyAt, type RolloutTrail, type Trail } from './readTrail.ts';
import { toChange } from './toChange.ts';
import { linkRollbacks } from './linkRollbacks.ts';

/**
 * Everything that an auditor asks for, of one period: the complete population first, then what departs from the rules, and
 * who could do what. Pure: the same records and bytes give the same evidence, wherever it is asked.
 * @param findings what `verifyTrail` found, of the whole journal.
 */
export function gatherEvidence(
  trail: Trail,
  blob: ReadBlob,
  query: EvidenceQuery,
  findings: readonly EvidenceFinding[],
): Evidence {
  const population = [...trail.rollouts.values()].filter((it) => isAskedFor(it, trail, query));
  const links = linkRollbacks(trail);
  const changes = population.map((rollout, index) =>
    toChange(rollout, { number: index + 1, trail, blob, links }),
  );
  const inRange = trail.records.filter((it) => isInRange(it, query));
  const { rows: exceptions, restsOn } = listExceptions({
    trail,
    query,
    changes,
    findings,
    inRange,
  });
  const kept = new Set([
    ...inRange.map((it) => it.seq),
    ...restsOn,
    ...findFoundations(trail, query, changes, inRange),
    ...population.flatMap((it) => links.predecessorsOf(it.id)),
  ]);
  const counts: Record<string, number> = {};
  for (const { event } of inRange) counts[event.kind] = (counts[event.kind] ?? 0) + 1;
  return {
    query,
    changes,
    exceptions,
    access: listAccess(trail, blob, query),
    counts,
    inRange: inRange.length,
    kept,
    references: findReferences(trail, kept),
    rosters: trail.rosters.filter((it) => kept.has(it.since.seq)).map((it) => toRosterFile(it.since)),
    policies: trail.policies.filter((it) => kept.has(it.since.seq)).map((it) => toPolicyFile(it)),
  };
}

/** A rollout counts by the moment at which it was asked for. */
function isAskedFor({ requested }: RolloutTrail, trail: Trail, query: EvidenceQuery): boolean {
  const { service, environment } = requested.event;
  return (
    isInRange(requested, query) &&
    (query.services.length === 0 || query.services.includes(service)) &&
    (query.environments.length === 0 || query.environments.includes(environment)) &&
    (query.production.includes(environment) || policyAt(trail, environment, requested.seq) !== undefined)
  );
}

export function isInRange(
  { envelope: { at } }: Pick<JournalRecord, 'envelope'>,
  { fromAt, toAt }: EvidenceQuery,
): boolean {
  return at >= fromAt && at < toAt;
}

/** Records outside the period without which what is said of it could not be checked. */
function findFoundations(
  trail: Trail,
  { toAt }: EvidenceQuery,
  changes: readonly Change[],
  inRange: readonly JournalRecord[],
): number[] {
  const promotions = new Set<string>();
  const takenBack = changes.flatMap(({ rolloutId }) => findTakenBack(trail, rolloutId));
  for (const { promotionId } of [...changes, ...takenBack.map((it) => it.requested.event)]) {
    if (promotionId !== undefined) promotions.add(promotionId);
  }
  for (const { event } of inRange) {
    if ('promotionId' in event && event.promotionId !== undefined) promotions.add(event.promotionId);
  }
  const rules = trail.records.filter(
    ({ event, envelope }) =>
      event.kind === 'desktopKeyCreated' ||
      ((event.kind === 'rosterConfigured' ||
        event.kind === 'policyConfigured' ||
        event.kind === 'policyRemoved') &&
        envelope.at < toAt),
  );
  const last = Math.max(0, ...changes.flatMap((it) => it.records.map((record) => record.seq)));
  const later = trail.records.filter(
    ({ event, seq }) =>
      seq <= last &&
      (event.kind === 'rosterConfigured' ||
        event.kind === 'policyConfigured' ||
        event.kind === 'policyRemoved'),
  );
  return [
    ...changes.flatMap((it) => it.records.map((record) => record.seq)),
    ...takenBack.flatMap((it) => [
      it.requested.seq,
      ...it.approvals.map((approval) => approval.seq),
      ...(it.firstTouch ? [it.firstTouch.seq] : []),
    ]),
    ...[...promotions].flatMap((id) => trail.promotions.get(id)?.records.map((it) => it.seq) ?? []),
    ...[...promotions].flatMap(
      (id) =>
        trail.promotions
          .get(id)
          ?.rolloutIds.map((rolloutId) => trail.rollouts.get(rolloutId)?.requested.seq ?? 0)
          .filter((seq) => seq > 0) ?? [],
    ),
    ...rules.map((it) => it.seq),
    ...later.map((it) => it.seq),
  ];
}

/** By whose sign-offs a rollback was let through. */
function findTakenBack(trail: Trail, rolloutId: string): RolloutTrail[] {
  const taken = trail.rollouts.get(rolloutId)?.requested.event.rollsBack?.rolloutId;
  const found = taken === undefined ? undefined : trail.rollouts.get(taken);
  return found ? [found] : [];
}

/** Without these bytes the promotions of the period could not be verified anew. */
function findReferences(trail: Trail, kept: ReadonlySet<number>): string[] {
  const found = new Set<string>();
  for (const { requested, revisions, signoffs } of trail.promotions.values()) {
    if (!kept.has(requested.seq)) continue;
    for (const { event } of [requested, ...revisions]) {
      found.add(event.implementersBlobSha256);
      if (event.bindings.reasonSha256 !== 'none') found.add(event.bindings.reasonSha256);
    }
    for (const { event } of signoffs) found.add(event.statementSha256).add(event.signatureSha256);
  }
  return [...found];
}

function toRosterFile({ seq, envelope, event }: Trail['rosters'][number]['since']): RosterFile {
  const { rosterSha256, allowedSignersSha256, revokedKeysSha256 } = event;
  return { seq, at: envelope.at, rosterSha256, allowedSignersSha256, revokedKeysSha256 };
}

function toPolicyFile({ environment, policy, since }: Trail['policies'][number]): PolicyFile {
  const path = toCanonicalPath.policy(environment, since.seq);
  const json = `${JSON.stringify(policy, null, 2)}\n`;
  return { seq: since.seq, at: since.envelope.at, environment, path, json };
}
