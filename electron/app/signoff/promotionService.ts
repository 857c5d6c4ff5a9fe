import type { InputOf, OutputOf, ParsedInputOf } from '../../../shared/contract/contract.ts';
import { isOpenPromotion } from '../../../shared/journal/promotionState.ts';
import type { PromotionDossier, PromotionOutlook } from '../../../shared/model/promotion.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { decideApproval } from '../../signoff/eligibility/decideApproval.ts';
import { decideReview, findReviewBars } from '../../signoff/eligibility/decideReview.ts';
import { listGoodKeys } from '../../signoff/eligibility/findBars.ts';
import { gatherOutlook } from './gatherOutlook.ts';
import { issueStatement } from './issueStatement.ts';
import { reviewFactsOf } from './mayDecide.ts';
import {
  judgePromotion,
  type JudgedPromotion,
  operatorsOf,
  type PromotionContext,
  reasonOf,
  requirePromotion,
} from './promotionContext.ts';
import { readProof } from './readProof.ts';
import { requestPromotion } from './requestPromotion.ts';
import { differencesOf } from './revisePromotion.ts';
import { signHere, takeInSignature } from './signStatement.ts';

type Options = { readonly signal?: AbortSignal };

/** Promotions from the request to the last sign-off; what carries them out asks `createApprovalGate`. */
export interface PromotionService {
  outlook(question: ParsedInputOf<'promotions.outlook'>, options?: Options): Promise<PromotionOutlook>;
  request(request: ParsedInputOf<'promotions.request'>): Promise<OutputOf<'promotions.request'>>;
  describe(promotionId: string, options?: Options): Promise<PromotionDossier>;
  statement(request: ParsedInputOf<'promotions.statement'>): Promise<OutputOf<'promotions.statement'>>;
  sign(request: ParsedInputOf<'promotions.sign'>): Promise<OutputOf<'promotions.sign'>>;
  takeIn(request: InputOf<'promotions.takeIn'>): Promise<OutputOf<'promotions.takeIn'>>;
  withdraw(request: ParsedInputOf<'promotions.withdraw'>): Promise<void>;
  proof(promotionId: string): Promise<OutputOf<'promotions.proof'>>;
}

export function createPromotionService(context: PromotionContext): PromotionService {
  return {
    outlook: async (question, { signal } = {}) => {
      const outlook = await gatherOutlook(
        {
          ...question,
          // It names nothing yet: what is asked about has no id before it was asked for.
          promotionId: 'not-asked-yet',
          statementRules: question.rules,
          reasonSha256: question.rules === 'emergency' ? '0'.repeat(64) : undefined,
          requester: context.identity.current()?.person ?? '',
          operators: [],
          decisions: [],
        },
        await context.rules.read(),
        context,
        { signal },
      );
      const { bindings: _, ...shown } = outlook.shown;
      return shown;
    },
    request: (request) => requestPromotion(request, context),
    describe: async (promotionId, { signal } = {}) => {
      const judged = await judgePromotion(context, promotionId, await context.rules.read(), { signal });
      return describePromotion(judged, context);
    },
    statement: (request) => issueStatement(request, context),
    sign: (request) => signHere(request, context),
    takeIn: (request) => takeInSignature(request, context),
    withdraw: (request) => withdraw(request, context),
    proof: (promotionId) => readProof(requirePromotion(context.store.state(), promotionId), context),
  };
}

async function describePromotion(
  judged: JudgedPromotion,
  context: PromotionContext,
): Promise<PromotionDossier> {
  const { promotion, outlook, verified } = judged;
  const reasonSha256 = reasonOf(promotion);
  const reason = reasonSha256 === undefined ? undefined : await context.journal.readBlob(reasonSha256);
  const { question, policy, rules } = outlook;
  const approval =
    question &&
    decideApproval({
      people: rules.roster.people,
      policy,
      implementers: question.implementers,
      requester: promotion.requester,
      operators: operatorsOf(context.store.state(), promotion),
      now: context.ports.now().toISOString(),
      bindings: question.bindings,
      decisions: verified.decisions,
    });
  return {
    outlook: outlook.shown,
    ...(reason ? { reason: Buffer.from(reason).toString('utf8') } : {}),
    differences: isOpenPromotion(promotion) ? differencesOf(promotion, outlook) : [],
    ...(approval ? { approval } : {}),
    ...(await describeReview(judged, context)),
  };
}

async function describeReview(
  judged: JudgedPromotion,
  context: PromotionContext,
): Promise<Pick<PromotionDossier, 'review' | 'reviewers'>> {
  const { promotion, outlook } = judged;
  if (promotion.rules !== 'emergency' || promotion.deployedAt === undefined) return {};
  const facts = await reviewFactsOf(judged, context);
  const reviewers = outlook.rules.roster.people.map((person) => {
    const bars = findReviewBars(person, facts);
    return {
      person: person.name,
      displayName: person.displayName,
      standing:
        bars.length > 0
          ? { kind: 'barred' as const, bars }
          : { kind: 'eligible' as const, fingerprints: listGoodKeys(person, facts) },
    };
  });
  return { review: decideReview(facts), reviewers };
}

/** By who asked for it, or by somebody whose sign-off would count: both could let it lie as well. */
async function withdraw(
  { promotionId, reason }: ParsedInputOf<'promotions.withdraw'>,
  context: PromotionContext,
): Promise<void> {
  const { person } = context.identity.require('withdraw a promotion');
  const rules = await context.rules.bringInForce();
  const { environment, requester } = requirePromotion(context.store.state(), promotionId);
  const policy = rules.policies.find((it) => it.environment === environment);
  if (person !== requester && !policy?.members.includes(person)) {
    throw new Fault(
      'NOT_ELIGIBLE',
      `${person} neither asked for it nor is in ${policy?.group ?? 'its group'}.`,
      {
        wayOut: `Ask ${requester} to withdraw it, or reject it.`,
      },
    );
  }
  await context.store.commit((state) => {
    const promotion = requirePromotion(state, promotionId);
    const { kind } = promotion.status;
    if (kind === 'waiting' || kind === 'halted') {
      return [{ kind: 'promotionWithdrawn', promotionId, by: person, reason }];
    }
    throw new Fault('PROMOTION_CLOSED', `Promotion ${promotionId} is ${kind}.`, {
      wayOut: kind === 'deploying' ? 'Stop its rollout first.' : 'There is nothing to withdraw.',
    });
  }, context.identity.actor());
}
