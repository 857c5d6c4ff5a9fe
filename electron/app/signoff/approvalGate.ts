import type { JournalEventOf } from '../../../shared/journal/events.ts';
import type { PromotionState } from '../../../shared/journal/promotionState.ts';
import type { Approval } from '../../../shared/model/eligibility.ts';
import { environmentName, serviceName } from '../../../shared/model/names.ts';
import type { StatementBindings } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { describeApproval } from '../../../shared/view/describeApproval.ts';
import { decideApproval } from '../../signoff/eligibility/decideApproval.ts';
import { readReleases } from '../../workspace/readReleases.ts';
import type { PlanQuestion } from '../planService.ts';
import {
  judgePromotion,
  operatorsOf,
  type PromotionContext,
  readRecordedImplementers,
  requirePromotion,
} from './promotionContext.ts';
import { type VerifiedDecisions, readDecisions } from './readDecisions.ts';
import { findPolicy, type Rules } from './readRules.ts';
import { requireOpen } from './takeDecision.ts';
import { requireCoveredWayBack, type WayBack } from './wayBack.ts';
import { requireSecondOpinion } from './secondOpinion.ts';

export type ApprovalVerified = JournalEventOf<'approvalVerified'>;

/** What a start is about; `promotionId` as far as the person named one. */
export interface StartRequest extends PlanQuestion {
  readonly planSha256: string;
  readonly rolloutId: string;
  readonly promotionId: string | undefined;
}

/** The lock on the door: nothing is rolled out to an environment with a policy that was not signed. */
export interface ApprovalGate {
  /**
   * Before the first host is touched. `undefined` where the environment has no policy.
   * @throws Fault IDENTITY_REQUIRED, SIGNOFF_REQUIRED (recorded), PROMOTION_CLOSED.
   */
  verifyStart(request: StartRequest): Promise<ApprovalVerified | undefined>;
  /**
   * Before a rollback touches its first host: it brings what ran when the rollout was signed for that it takes back.
   * @throws Fault SIGNOFF_REQUIRED (recorded).
   */
  verifyWayBack(way: WayBack): Promise<void>;
  /** Again before each batch. @throws Fault SIGNOFF_REQUIRED (recorded): the rollout stops. */
  verifyBatch(of: {
    readonly rolloutId: string;
    readonly batch: number;
  }): Promise<ApprovalVerified | undefined>;
}

export function createApprovalGate(context: PromotionContext): ApprovalGate {
  return {
    verifyStart: async (request) => {
      const rules = await context.rules.bringInForce();
      if (!findPolicy(rules, request.environment)) {
        if (request.promotionId === undefined) return undefined;
        throw new Fault(
          'INVALID_INPUT',
          `${request.environment} has no policy, so there is no promotion to it.`,
          {
            wayOut: 'Roll out without naming a promotion.',
          },
        );
      }
      return recordRefusal(request, context, async () => {
        const promotion = findPromotion(request, context);
        const operator = context.identity.require(`roll out to ${request.environment}`).person;
        return verifyStart(promotion, request, operator, rules, context);
      });
    },
    verifyWayBack: async (way) => {
      const rules = await context.rules.bringInForce();
      if (!findPolicy(rules, way.environment)) return;
      const promotionId = context.store.state().rollouts[way.takes]?.promotionId;
      await recordRefusal({ ...way, promotionId }, context, async () =>
        requireCoveredWayBack(context.store.state(), way),
      );
    },
    verifyBatch: async ({ rolloutId, batch }) => {
      const rollout = context.store.state().rollouts[rolloutId];
      const { promotionId } = rollout ?? {};
      if (!rollout || promotionId === undefined) return undefined;
      const { service, environment } = rollout;
      const about = { service, environment, rolloutId, promotionId };
      return recordRefusal(about, context, async () => {
        const rules = await context.rules.bringInForce();
        return verifyBatch(
          requirePromotion(context.store.state(), promotionId),
          { rolloutId, batch },
          rules,
          context,
        );
      });
    },
  };
}

function findPromotion(request: StartRequest, { store }: PromotionContext): PromotionState {
  const { service, environment, version, promotionId } = request;
  if (promotionId !== undefined) {
    const promotion = requirePromotion(store.state(), promotionId);
    const isFit =
      promotion.service === service &&
      promotion.environment === environment &&
      promotion.release.version === version;
    if (isFit) return promotion;
    throw new Fault(
      'INVALID_INPUT',
      `Promotion ${promotionId} brings ${promotion.service} ${promotion.release.version} to ${promotion.environment}, not ${service} ${version} to ${environment}.`,
    );
  }
  throw new Fault('SIGNOFF_REQUIRED', `${environment} asks for sign-offs, and no promotion was named.`, {
    wayOut: `Ask for a promotion of ${service} ${version} to ${environment}, and have it signed.`,
  });
}

/** Everything anew: hosts, balancers, repositories, policy, and each signature by two programs. */
async function verifyStart(
  promotion: PromotionState,
  request: StartRequest,
  operator: string,
  rules: Rules,
  context: PromotionContext,
): Promise<ApprovalVerified> {
  requireOpen(promotion, 'approve');
  const judged = await judgePromotion(context, promotion.id, rules, { operator });
  const { question, policy, shown } = judged.outlook;
  if (!question) {
    const shut = shown.gates.find((it) => !it.passed);
    throw new Fault(
      'SIGNOFF_REQUIRED',
      shut?.text ?? 'It is not known what would be rolled out.',
      shut?.wayOut === undefined ? {} : { wayOut: shut.wayOut },
    );
  }
  if (question.prepared.planSha256 !== request.planSha256) {
    throw new Fault('PLAN_CHANGED', 'The plan is not the one that was shown any more.', {
      wayOut: 'Read the new plan; it has to be signed again.',
    });
  }
  const approval = decideApproval({
    people: rules.roster.people,
    policy,
    implementers: question.implementers,
    requester: promotion.requester,
    operators: operatorsOf(context.store.state(), promotion, operator),
    now: context.ports.now().toISOString(),
    bindings: question.bindings,
    decisions: judged.verified.decisions,
  });
  return confirm(
    promotion,
    approval,
    judged.verified,
    { rolloutId: request.rolloutId, batch: -1 },
    rules,
    context,
  );
}

/**
 * While it runs its own hosts change what is deployed, so that is held to what was signed; release file, policy, people,
 * keys, rejections and time are looked at anew.
 */
async function verifyBatch(
  promotion: PromotionState,
  at: { readonly rolloutId: string; readonly batch: number },
  rules: Rules,
  context: PromotionContext,
): Promise<ApprovalVerified> {
  const policy = findPolicy(rules, promotion.environment);
  if (!policy) {
    throw new Fault('SIGNOFF_REQUIRED', `The policy of ${promotion.environment} is gone.`, {
      wayOut: 'Put it back, or ask for sign-offs under a new one.',
    });
  }
  const verified = await readDecisions(promotion, { journal: context.journal, rules, policy });
  const approval = decideApproval({
    people: rules.roster.people,
    policy,
    implementers: await readRecordedImplementers(context, promotion),
    requester: promotion.requester,
    operators: operatorsOf(context.store.state(), promotion),
    now: context.ports.now().toISOString(),
    bindings: {
      ...promotion.bindings,
      ...(await releaseNow(promotion, rules)),
      policyVersion: policy.version,
    },
    decisions: verified.decisions,
  });
  return confirm(promotion, approval, verified, at, rules, context);
}

/** What the release file says now: somebody may have written another one under the same version. */
async function releaseNow(
  { service, release }: PromotionState,
  { workspace }: Rules,
): Promise<Pick<StatementBindings, 'artifactSha256' | 'headCommit'>> {
  const { releases } = await readReleases({
    directory: workspace.directory,
    folder: workspace.releasesFolder,
    service,
  });
  const now = releases.find((it) => it.version === release.version);
  if (now) return { artifactSha256: now.artifactSha256, headCommit: now.commit };
  throw new Fault('SIGNOFF_REQUIRED', `The release file of ${service} ${release.version} is gone.`, {
    wayOut: 'Put it back: releases are never changed once they are written.',
  });
}

async function confirm(
  promotion: PromotionState,
  approval: Approval,
  verified: VerifiedDecisions,
  at: { readonly rolloutId: string; readonly batch: number },
  rules: Rules,
  context: PromotionContext,
): Promise<ApprovalVerified> {
  if (approval.kind !== 'approved') {
    const lost = verified.refused.map((it) => `${it.person}: ${it.message}`);
    throw new Fault('SIGNOFF_REQUIRED', `It is not approved: ${describeApproval(approval)}`, {
      details: lost,
      wayOut: `See who can sign: promotion ${promotion.id}.`,
    });
  }
  for (const person of approval.by) {
    const counted = promotion.signoffs.findLast((it) => it.decision === 'approve' && it.person === person);
    if (counted) await confirmSignoff(counted, rules, context);
  }
  const { by, untilAt } = approval;
  return { kind: 'approvalVerified', promotionId: promotion.id, ...at, by, untilAt };
}

async function confirmSignoff(
  signoff: PromotionState['signoffs'][number],
  rules: Rules,
  { journal }: PromotionContext,
): Promise<void> {
  const { statementSha256, signatureSha256, person, recordedAt } = signoff;
  const statementBytes = await journal.readBlob(statementSha256);
  const armor = await journal.readBlob(signatureSha256);
  if (!statementBytes || !armor) {
    throw new Fault('SIGNOFF_REQUIRED', `The journal lost the sign-off of ${person}.`);
  }
  await requireSecondOpinion({ statementBytes, armor, principal: person, recordedAt, rules });
}

/** What was refused is as much evidence as what was let through. */
async function recordRefusal<T>(
  about: {
    readonly service: string;
    readonly environment: string;
    readonly rolloutId: string;
    readonly promotionId: string | undefined;
  },
  { store, identity }: PromotionContext,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault) {
      const { rolloutId, promotionId } = about;
      const { code, message: reason } = error;
      const service = serviceName.parse(about.service);
      const environment = environmentName.parse(about.environment);
      await store.commit(
        () => [{ kind: 'approvalRefused', promotionId, rolloutId, service, environment, code, reason }],
        identity.actor(),
      );
    }
    throw error;
  }
}
