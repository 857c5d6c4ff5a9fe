import type { OutputOf, ParsedInputOf } from '../../../shared/contract/contract.ts';
import type { PromotionState } from '../../../shared/journal/promotionState.ts';
import type { Policy } from '../../../shared/model/policy.ts';
import type { StatementBindings, StatementDecision } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { toStatementBytes } from '../../signoff/statement/statementBytes.ts';
import { requireMayDecide } from './mayDecide.ts';
import {
  judgePromotion,
  type JudgedPromotion,
  type PromotionContext,
  requirePromotion,
} from './promotionContext.ts';
import { toBlob } from './requestPromotion.ts';
import { decideRevision } from './revisePromotion.ts';
import { requireOpen } from './takeDecision.ts';

const dayMs = 86_400_000;

/**
 * The exact bytes for one person to sign. They are kept, so that a signature that is made elsewhere, days and machines away,
 * can be brought back; handing them out binds nobody.
 * @throws Fault PROMOTION_CLOSED, NOT_ELIGIBLE (recorded), SIGNOFF_REQUIRED while it is not known what would be signed.
 */
export async function issueStatement(
  request: ParsedInputOf<'promotions.statement'>,
  context: PromotionContext,
): Promise<OutputOf<'promotions.statement'>> {
  const { promotionId, person, decision } = request;
  const rules = await context.rules.bringInForce();
  const judged = await judgePromotion(context, promotionId, rules);
  requireOpen(judged.promotion, decision);
  await requireMayDecideOrRecord(request, judged, context);

  const statedAt = context.ports.now();
  const expiresAt = new Date(
    statedAt.getTime() + expiryOf(decision, judged.promotion, judged.outlook.policy),
  ).toISOString();
  const bytes = toStatementBytes({
    format: 'signalbox-signoff-1',
    decision,
    ...bindingsFor(decision, judged),
    approver: person,
    statedAt: statedAt.toISOString(),
    expiresAt,
  });
  const statementSha256 = await context.journal.putBlob(bytes);
  const implementersBlob = await keepQuestion(judged, context);
  await context.store.commit(
    (state) => [
      ...decideRevision(requirePromotion(state, promotionId), judged.outlook, implementersBlob),
      { kind: 'statementIssued', promotionId, person, decision, statementSha256 },
    ],
    context.identity.actor(),
  );
  return { statement: bytes.toString('latin1'), statementSha256, expiresAt };
}

async function requireMayDecideOrRecord(
  { promotionId, person, decision }: ParsedInputOf<'promotions.statement'>,
  judged: JudgedPromotion,
  context: PromotionContext,
): Promise<void> {
  try {
    await requireMayDecide(person, decision, judged, context);
  } catch (error) {
    if (error instanceof Fault && error.code === 'NOT_ELIGIBLE') {
      const { code, message: reason } = error;
      await context.store.commit(
        () => [{ kind: 'signoffRefused', promotionId, person, code, reason }],
        context.identity.actor(),
      );
    }
    throw error;
  }
}

/** An approval is about what is found now; a rejection and a review about what was asked. */
function bindingsFor(
  decision: StatementDecision,
  { promotion, outlook }: JudgedPromotion,
): StatementBindings {
  if (decision !== 'approve') return outlookOrAsked(decision, promotion, outlook.question?.bindings);
  if (outlook.question) return outlook.question.bindings;
  throw new Fault('SIGNOFF_REQUIRED', 'It is not known what would be signed.', {
    details: outlook.shown.gates.filter((it) => !it.passed).map((it) => it.text),
    wayOut: 'See which gate is shut.',
  });
}

function outlookOrAsked(
  decision: 'reject' | 'review',
  { bindings }: PromotionState,
  now: StatementBindings | undefined,
): StatementBindings {
  return decision === 'reject' ? (now ?? bindings) : bindings;
}

function expiryOf(decision: StatementDecision, { rules }: PromotionState, policy: Policy): number {
  if (decision === 'review') return dayMs;
  return rules === 'emergency' ? (policy.emergency?.expiryMs ?? policy.expiryMs) : policy.expiryMs;
}

async function keepQuestion({ outlook }: JudgedPromotion, { journal }: PromotionContext): Promise<string> {
  if (!outlook.question) return '';
  await journal.putBlob(Buffer.from(outlook.question.prepared.planJson, 'utf8'));
  return journal.putBlob(toBlob(outlook.question.implementers));
}
