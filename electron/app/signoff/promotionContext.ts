import type { JournalState } from '../../../shared/journal/state.ts';
import type { PromotionState } from '../../../shared/journal/promotionState.ts';
import { implementers, type Implementers } from '../../../shared/model/implementer.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { FleetObserver } from '../../fleet/fleetObserver.ts';
import type { Journal } from '../../journal/journal.ts';
import type { PlanQuestion, PreparedPlan } from '../planService.ts';
import type { AppConfig, AppPorts } from '../ports.ts';
import type { Prompts } from '../prompts.ts';
import type { StateStore } from '../stateStore.ts';
import { gatherOutlook, type Outlook } from './gatherOutlook.ts';
import type { IdentityService } from './identityService.ts';
import type { KeyPlaces } from './keys.ts';
import { readDecisions, type VerifiedDecisions } from './readDecisions.ts';
import { findPolicy, type Rules } from './readRules.ts';
import type { RulesInForce } from './rulesInForce.ts';

/** What the services of this room work with. */
export interface PromotionContext {
  readonly config: AppConfig;
  readonly ports: AppPorts;
  readonly journal: Pick<Journal, 'putBlob' | 'readBlob'>;
  readonly store: StateStore;
  readonly observer: Pick<FleetObserver, 'look'>;
  readonly prompts: Prompts;
  readonly rules: RulesInForce;
  readonly identity: IdentityService;
  readonly places: KeyPlaces;
  prepare(question: PlanQuestion, signal?: AbortSignal): Promise<PreparedPlan>;
}

/** @throws Fault NOT_FOUND. */
export function requirePromotion(state: JournalState, promotionId: string): PromotionState {
  const promotion = state.promotions[promotionId];
  if (promotion) return promotion;
  throw new Fault('NOT_FOUND', `The journal knows no promotion ${promotionId}.`);
}

export interface JudgedPromotion {
  readonly promotion: PromotionState;
  readonly outlook: Outlook;
  readonly verified: VerifiedDecisions;
}

/** A promotion, everything that it is judged by as it is found now, and its sign-offs verified anew. */
export async function judgePromotion(
  context: PromotionContext,
  promotionId: string,
  rules: Rules,
  options: { readonly signal?: AbortSignal | undefined; readonly operator?: string } = {},
): Promise<JudgedPromotion> {
  const promotion = requirePromotion(context.store.state(), promotionId);
  const policy = findPolicy(rules, promotion.environment);
  const verified = policy
    ? await readDecisions(promotion, { journal: context.journal, rules, policy })
    : { decisions: [], refused: [] };
  const outlook = await gatherOutlook(
    {
      service: promotion.service,
      environment: promotion.environment,
      version: promotion.release.version,
      promotionId,
      statementRules: promotion.rules,
      reasonSha256: reasonOf(promotion),
      requester: promotion.requester,
      operators: operatorsOf(context.store.state(), promotion, options.operator),
      decisions: verified.decisions,
    },
    rules,
    context,
    options,
  );
  return { promotion, outlook, verified };
}

export function reasonOf({ bindings }: Pick<PromotionState, 'bindings'>): string | undefined {
  return bindings.reasonSha256 === 'none' ? undefined : bindings.reasonSha256;
}

/** Everybody who started one of its rollouts, and who is about to. */
export function operatorsOf(
  state: JournalState,
  promotion: Pick<PromotionState, 'rolloutIds'>,
  next?: string,
): string[] {
  const before = promotion.rolloutIds.flatMap((id) => state.rollouts[id]?.requestedBy ?? []);
  return [...new Set([...before, ...(next === undefined ? [] : [next])])];
}

/** The implementers as they were when the question was asked; @throws Fault JOURNAL_DAMAGED when the journal lost them. */
export async function readRecordedImplementers(
  context: Pick<PromotionContext, 'journal'>,
  promotion: PromotionState,
): Promise<Implementers> {
  const bytes = await context.journal.readBlob(promotion.implementersBlobSha256);
  if (!bytes) {
    throw new Fault(
      'JOURNAL_DAMAGED',
      `The journal lost who wrote the change of promotion ${promotion.id}.`,
      {
        wayOut: 'Compare the journal with a backup.',
      },
    );
  }
  return implementers.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
}
