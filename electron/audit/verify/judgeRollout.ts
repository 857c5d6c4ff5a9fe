import { implementers as implementersSchema } from '../../../shared/model/implementer.ts';
import type { Policy, PolicyRules } from '../../../shared/model/policy.ts';
import { statementBindings } from '../../../shared/model/statement.ts';
import type { EvidenceFinding, FindingKind, ReadBlob } from '../evidence.ts';
import {
  policyAt,
  questionAt,
  type PromotionTrail,
  type RecordOf,
  type RolloutTrail,
  type Trail,
} from '../gather/readTrail.ts';

const bindingNames = statementBindings.keyof().options;

/**
 * Was a rollout to an environment with a policy let through by sign-offs that were there before its first host, about
 * exactly this, by enough people who may? Told again from the records alone; nothing that the app concluded is believed.
 */
export function judgeRollout(rollout: RolloutTrail, trail: Trail, blob: ReadBlob): EvidenceFinding[] {
  const { firstTouch, requested } = rollout;
  if (!firstTouch) return []; // no host was touched
  const { service, environment, release } = requested.event;
  const policy = policyAt(trail, environment, firstTouch.seq)?.policy;
  if (!policy) return [];
  const what = `${service} ${release.version} to ${environment}`;
  const find = (kind: FindingKind, seq: number, message: string): EvidenceFinding => ({
    kind,
    seq,
    message,
    rolloutId: rollout.id,
  });

  const approval = rollout.approvals.find((it) => it.seq < firstTouch.seq);
  if (!approval && requested.event.rollsBack) {
    if (isCoveredWayBack(rollout, trail)) return [];
    return [
      find(
        'rolloutUnapproved',
        firstTouch.seq,
        `the rollout of ${what} took another one back, and brought something else than what ran when that one was signed for`,
      ),
    ];
  }
  if (!approval) {
    const [late] = rollout.approvals;
    return [
      late
        ? find(
            'approvalLate',
            late.seq,
            `the rollout of ${what} was approved in record ${late.seq}, after its first host in record ${firstTouch.seq}`,
          )
        : find(
            'rolloutUnapproved',
            firstTouch.seq,
            `the rollout of ${what} touched its first host without any approval, while a policy was in force`,
          ),
    ];
  }
  const promotion = trail.promotions.get(approval.event.promotionId);
  if (!promotion || requested.event.promotionId !== promotion.id) {
    return [
      find(
        'approvalUnfounded',
        approval.seq,
        `the approval of ${what} is about no promotion of this rollout`,
      ),
    ];
  }
  return [
    ...judgeQuestion(rollout, promotion, approval),
    ...judgeApprovers(promotion, approval, firstTouch, { policy, blob, what }),
  ].map((it) => find(it.kind, it.seq, it.message));
}

/** Sign-offs name what ran when they were made: they let the way back to it through as well, and to nothing else. */
export function isCoveredWayBack({ requested }: RolloutTrail, trail: Trail): boolean {
  const { rollsBack, service, environment, release } = requested.event;
  const taken = rollsBack && trail.rollouts.get(rollsBack.rolloutId);
  if (!taken?.firstTouch || taken.requested.seq > requested.seq) return false;
  const touched = taken.firstTouch.seq;
  const approval = taken.approvals.find((it) => it.seq < touched);
  const promotion = approval && trail.promotions.get(approval.event.promotionId);
  if (!promotion || taken.requested.event.promotionId !== promotion.id) return false;
  const { bindings } = questionAt(promotion, approval.seq).event;
  return (
    bindings.service === service &&
    bindings.environment === environment &&
    bindings.runningSha256.split(',').includes(release.artifactSha256)
  );
}

type Judged = Pick<EvidenceFinding, 'kind' | 'seq' | 'message'>;

/** What was rolled out is what was asked for. */
function judgeQuestion(
  rollout: RolloutTrail,
  promotion: PromotionTrail,
  approval: RecordOf<'approvalVerified'>,
): Judged[] {
  const { event, seq } = rollout.requested;
  const { bindings } = questionAt(promotion, approval.seq).event;
  const pairs: readonly (readonly [string, string, string])[] = [
    ['service', event.service, bindings.service],
    ['environment', event.environment, bindings.environment],
    ['version', event.release.version, bindings.release],
    ['artifact', event.release.artifactSha256, bindings.artifactSha256],
    ['commit', event.release.commit, bindings.headCommit],
    ['plan', event.planSha256, bindings.planSha256],
  ];
  return pairs
    .filter(([, done, asked]) => done !== asked)
    .map(([name, done, asked]) => ({
      kind: 'approvalUnfounded' as const,
      seq,
      message: `the ${name} that was rolled out (${done}) is not the one that was approved (${asked})`,
    }));
}

function judgeApprovers(
  promotion: PromotionTrail,
  approval: RecordOf<'approvalVerified'>,
  firstTouch: RecordOf<'stepBegun'>,
  { policy, blob, what }: { readonly policy: Policy; readonly blob: ReadBlob; readonly what: string },
): Judged[] {
  const isEmergency = promotion.requested.event.rules === 'emergency';
  const rules: PolicyRules | undefined = isEmergency ? policy.emergency : policy;
  const people = new Set(approval.event.by);
  if (!rules || people.size < rules.required) {
    const message = `${what} was let through with ${people.size} of ${rules?.required ?? policy.required} sign-offs`;
    return [{ kind: 'approvalUnfounded', seq: approval.seq, message }];
  }
  const rejection = promotion.signoffs.find(
    (it) => it.event.decision === 'reject' && it.seq < firstTouch.seq,
  );
  const authors = authorsOf(promotion, approval.seq, blob);
  return [
    ...(rejection
      ? [
          {
            kind: 'approvalUnfounded' as const,
            seq: approval.seq,
            message: `${what} was let through although ${rejection.event.person} had rejected it`,
          },
        ]
      : []),
    ...[...people].flatMap((person) => judgePerson(person, promotion, approval, firstTouch, rules, authors)),
  ];
}

function judgePerson(
  person: string,
  promotion: PromotionTrail,
  approval: RecordOf<'approvalVerified'>,
  firstTouch: RecordOf<'stepBegun'>,
  rules: PolicyRules,
  authors: ReadonlySet<string>,
): Judged[] {
  const { bindings } = questionAt(promotion, approval.seq).event;
  const own = promotion.signoffs.filter(
    (it) => it.event.person === person && it.event.decision === 'approve',
  );
  const fits = own.filter((it) => bindingNames.every((name) => it.event.statement[name] === bindings[name]));
  const before = fits.filter((it) => it.seq < approval.seq && it.seq < firstTouch.seq);
  const found: Judged[] = [];
  const add = (kind: FindingKind, seq: number, message: string): void =>
    void found.push({ kind, seq, message });
  const late = fits.find((it) => it.seq > firstTouch.seq);
  if (before.length === 0) {
    if (late) {
      add(
        'approvalLate',
        late.seq,
        `${person} signed in record ${late.seq}, after the first host in record ${firstTouch.seq}`,
      );
    } else {
      add(
        'approvalUnfounded',
        approval.seq,
        own.length === 0
          ? `${person} is counted as having approved, and signed nothing`
          : `what ${person} signed is not what was rolled out`,
      );
    }
  } else if (before.every((it) => it.event.statement.expiresAt <= firstTouch.envelope.at)) {
    add('approvalUnfounded', approval.seq, `the sign-off of ${person} had expired before the first host`);
  }
  if (!rules.members.includes(person)) {
    add('approvalUnfounded', approval.seq, `${person} was not in ${rules.group}, and was counted`);
  }
  if (rules.exclude.includes('implementers') && authors.has(person)) {
    add('implementerSigned', own[0]?.seq ?? approval.seq, `${person} wrote the change and signed it off`);
  }
  if (rules.exclude.includes('requester') && promotion.requested.event.requester === person) {
    add('approvalUnfounded', approval.seq, `${person} asked for it and was counted`);
  }
  return found;
}

function authorsOf(promotion: PromotionTrail, seq: number, blob: ReadBlob): ReadonlySet<string> {
  const bytes = blob(questionAt(promotion, seq).event.implementersBlobSha256);
  const parsed = implementersSchema.safeParse(bytes ? parseJson(bytes) : undefined);
  return new Set(parsed.success ? parsed.data.people.map((it) => it.person) : []);
}

export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined; // whoever reads it by its schema says what is wrong
  }
}
