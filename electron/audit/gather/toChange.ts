import { implementers as implementersSchema } from '../../../shared/model/implementer.ts';
import type { Change, ReadBlob, Row, SignoffFact } from '../evidence.ts';
import { toCanonicalPath } from '../paths.ts';
import { isCoveredWayBack, parseJson } from '../verify/judgeRollout.ts';
import type { RollbackLinks } from './linkRollbacks.ts';
import { describeReview } from './describeReview.ts';
import {
  policyAt,
  questionAt,
  rosterAt,
  type PromotionTrail,
  type RolloutTrail,
  type Trail,
} from './readTrail.ts';
import { toHostRows } from './toHostRows.ts';

interface ChangeParts {
  /** Its place in the population, from 1. */
  readonly number: number;
  readonly trail: Trail;
  readonly blob: ReadBlob;
  readonly links: RollbackLinks;
}

/** One rollout, with everything that an auditor reads of it. */
export function toChange(rollout: RolloutTrail, { number, trail, blob, links }: ChangeParts): Change {
  const { event, envelope, seq } = rollout.requested;
  const { service, environment, release, planSha256, promotionId } = event;
  const { firstTouch, ended } = rollout;
  const promotion = promotionId === undefined ? undefined : trail.promotions.get(promotionId);
  const atSeq = firstTouch?.seq ?? seq;
  const policy = policyAt(trail, environment, atSeq);
  const question = promotion && questionAt(promotion, atSeq).event;
  const folder = toCanonicalPath.change({ number, service, version: release.version, environment });
  const hosts = toHostRows(rollout, blob);
  const signoffs = promotion ? toSignoffs(promotion, folder, trail) : [];
  const approval = rollout.approvals.find((it) => !firstTouch || it.seq < firstTouch.seq);
  const counted = signoffs.filter(
    (it) => it.decision === 'approve' && it.seq < atSeq && (approval?.event.by.includes(it.person) ?? false),
  );
  const rules = promotion?.requested.event.rules;
  const required = rules === 'emergency' ? policy?.policy.emergency?.required : policy?.policy.required;

  const row: Row = {
    number: String(number),
    rolloutId: rollout.id,
    record: String(seq),
    service,
    environment,
    version: release.version,
    commit: release.commit,
    artifactSha256: release.artifactSha256,
    replaces: links.replacedBy(rollout.id)?.requested.event.release.version ?? 'unknown',
    promotionId: promotionId ?? '',
    rules: rules ?? (!policy ? 'no policy' : event.rollsBack ? 'rollback' : 'none'),
    askedBy: promotion?.requested.event.requester ?? envelope.actor.name,
    askedAt: promotion?.requested.envelope.at ?? envelope.at,
    implementers: question ? namesOf(question.implementersBlobSha256, blob) : 'unknown',
    // Builds are made elsewhere: what was tested is not in the journal, and is not guessed.
    tests: 'unknown',
    approvedBy: newestOfEach(counted)
      .map((it) => `${it.person} at ${it.recordedAt}`)
      .join('; '),
    approvals: String(newestOfEach(counted).length),
    approvalsRequired: policy ? String(required ?? policy.policy.required) : 'no policy',
    approvedBeforeFirstHost: whetherApproved(rollout, trail, policy !== undefined),
    operator: envelope.actor.name,
    operatorKey: envelope.actor.fingerprint ?? '',
    requestedAt: envelope.at,
    firstHostAt: firstTouch?.envelope.at ?? '',
    finishedAt: ended?.envelope.at ?? '',
    result: resultOf(rollout),
    hosts: String(hosts.length),
    hostsDone: String(hosts.filter((it) => it['outcome'] === 'done' || it['outcome'] === 'unchanged').length),
    artifactAsApproved: agreementOf(hosts),
    emergencyReview: rules === 'emergency' && promotion ? describeReview(promotion, rollout).text : '',
    rollbackOf: event.rollsBack?.rolloutId ?? links.rollbackOf(rollout.id) ?? '',
    rolledBackBy: links.rolledBackBy(rollout.id) ?? '',
    folder,
  };
  const reason = promotion?.requested.event.bindings.reasonSha256;
  return {
    row,
    folder,
    rolloutId: rollout.id,
    promotionId,
    requestedSeq: seq,
    firstHost: firstTouch && {
      seq: firstTouch.seq,
      at: firstTouch.envelope.at,
      host: firstTouch.event.host,
    },
    approvals: rollout.approvals.map((it) => ({
      seq: it.seq,
      at: it.envelope.at,
      batch: it.event.batch,
      by: it.event.by,
      untilAt: it.event.untilAt,
    })),
    signoffs,
    policyFile: policy && toCanonicalPath.policy(environment, policy.since.seq),
    hosts,
    implementersSha256: question?.implementersBlobSha256,
    planSha256,
    reasonSha256: reason === 'none' ? undefined : reason,
    outputs: [
      ...new Set(
        hosts
          .flatMap((it) => [it['verifyOutputSha256'] ?? '', it['inspectOutputSha256'] ?? ''])
          .filter((it) => it !== ''),
      ),
    ],
    records: rollout.records,
  };
}

/** The way back is covered by the sign-offs of what is taken back. */
function whetherApproved(rollout: RolloutTrail, trail: Trail, hasPolicy: boolean): string {
  const { firstTouch, requested } = rollout;
  if (!hasPolicy) return 'no policy';
  if (rollout.approvals.some((it) => !firstTouch || it.seq < firstTouch.seq)) return 'yes';
  if (!firstTouch) return 'no host touched';
  return requested.event.rollsBack && isCoveredWayBack(rollout, trail) ? 'with what it takes back' : 'no';
}

function toSignoffs(promotion: PromotionTrail, folder: string, trail: Trail): SignoffFact[] {
  return promotion.signoffs.map(({ seq, event, envelope }, index): SignoffFact => {
    const roster = rosterAt(trail, seq)?.since;
    const stem = `${folder}/signoffs/${String(index + 1).padStart(2, '0')}-${event.person}-${event.decision}`;
    return {
      seq,
      recordedAt: envelope.at,
      person: event.person,
      decision: event.decision,
      fingerprint: event.fingerprint,
      via: event.via,
      expiresAt: event.statement.expiresAt,
      statementSha256: event.statementSha256,
      signatureSha256: event.signatureSha256,
      statementFile: `${stem}.statement`,
      signatureFile: `${stem}.statement.sig`,
      allowedSigners: roster ? toCanonicalPath.allowedSigners(roster.seq) : '',
      revokedKeys:
        roster?.event.revokedKeysSha256 === undefined ? '' : toCanonicalPath.revokedKeys(roster.seq),
    };
  });
}

function newestOfEach(signoffs: readonly SignoffFact[]): SignoffFact[] {
  return [...new Map(signoffs.map((it) => [it.person, it])).values()];
}

function namesOf(sha256: string, blob: ReadBlob): string {
  const bytes = blob(sha256);
  const parsed = implementersSchema.safeParse(bytes ? parseJson(bytes) : undefined);
  if (!parsed.success) return 'unknown';
  const bots = parsed.data.bots.map((it) => `${it.bot} (bot)`);
  return [...parsed.data.people.map((it) => it.person as string), ...bots].join('; ');
}

function resultOf({ ended, firstTouch }: RolloutTrail): string {
  if (!ended) return firstTouch ? 'not finished' : 'not begun';
  return ended.event.kind === 'rolloutInterrupted' ? 'interrupted' : ended.event.result;
}

/** One host that differs makes the whole differ; one that did not say makes it unknown. */
function agreementOf(hosts: readonly Row[]): string {
  const said = new Set(hosts.map((it) => it['artifactAsApproved']));
  if (said.has('no')) return 'no';
  return said.size === 1 && said.has('yes') ? 'yes' : 'unknown';
}
