import type { JournalEvent } from '../../../shared/journal/events.ts';
import { isOpenPromotion, type PromotionState } from '../../../shared/journal/promotionState.ts';
import type { JournalState } from '../../../shared/journal/state.ts';
import type { SignedDecision } from '../../../shared/model/eligibility.ts';
import type { Statement, StatementBindings, StatementDecision } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { verifyDecision, type DecisionVerdict } from '../../signoff/decision/verifyDecision.ts';
import { requireMayDecide } from './mayDecide.ts';
import { judgePromotion, type JudgedPromotion, type PromotionContext } from './promotionContext.ts';
import { decideRevision } from './revisePromotion.ts';
import { askSshKeygen, requireSecondOpinion } from './secondOpinion.ts';

export interface OfferedDecision {
  readonly promotionId: string;
  readonly statementBytes: Uint8Array;
  readonly statement: Statement;
  readonly armor: string;
  readonly via: 'key' | 'file';
}

/**
 * Bytes and signature become a sign-off, or a refusal that is recorded: verified here and by stock `ssh-keygen`, against what
 * is found now, and only of somebody who may.
 * @throws Fault SIGNOFF_REFUSED with the verdict's code in `details`, NOT_ELIGIBLE, PROMOTION_CLOSED.
 */
export async function takeDecision(
  offered: OfferedDecision,
  context: PromotionContext,
): Promise<SignedDecision> {
  try {
    return await verifyAndRecord(offered, context);
  } catch (error) {
    if (error instanceof Fault && isRefusal(error)) await recordRefusal(offered, error, context);
    throw error;
  }
}

async function verifyAndRecord(offered: OfferedDecision, context: PromotionContext): Promise<SignedDecision> {
  const { promotionId, statement } = offered;
  const rules = await context.rules.bringInForce();
  const judged = await judgePromotion(context, promotionId, rules);
  requireOpen(judged.promotion, statement.decision);
  const recordedAt = context.ports.now().toISOString();
  const decision = await verify(offered, judged, recordedAt);
  await requireMayDecide(decision.person, statement.decision, judged, context);
  await requireSecondOpinion({ ...offered, principal: decision.person, recordedAt, rules });

  const statementSha256 = await context.journal.putBlob(offered.statementBytes);
  const signatureSha256 = await context.journal.putBlob(Buffer.from(offered.armor, 'utf8'));
  const implementersBlobSha256 = await keepQuestion(judged, context);
  await context.store.commit(
    (state) => {
      const promotion = requireStill(state, judged);
      return [
        ...decideRevision(promotion, judged.outlook, implementersBlobSha256),
        {
          kind: 'signoffRecorded',
          promotionId,
          decision: statement.decision,
          person: decision.person,
          fingerprint: decision.fingerprint,
          statement,
          statementSha256,
          signatureSha256,
          via: offered.via,
        },
        ...stopRollout(promotion, decision),
      ];
    },
    { kind: 'person', name: decision.person, fingerprint: decision.fingerprint },
  );
  return decision;
}

async function verify(
  offered: OfferedDecision,
  { promotion, outlook, verified }: JudgedPromotion,
  recordedAt: string,
): Promise<SignedDecision> {
  const { statementBytes, statement, armor } = offered;
  const question = {
    statementBytes,
    armor,
    people: outlook.rules.roster.people,
    policy: outlook.policy,
    bindings: bindingsAskedOf(statement, promotion, outlook.question?.bindings),
    recordedAt,
    taken: verified.decisions,
  };
  const verdict = verifyDecision(question);
  if (verdict.kind === 'verified') return verdict.decision;
  if (verdict.code !== 'needsSshKeygen') throw toFault(verdict);
  const principal = statement.approver;
  const confirmed = await askSshKeygen({
    statementBytes,
    armor,
    principal,
    recordedAt,
    rules: outlook.rules,
  });
  if (confirmed.kind !== 'valid') throw toFault({ ...verdict, message: confirmed.words });
  const again = verifyDecision({ ...question, confirmedFingerprint: confirmed.fingerprint });
  if (again.kind === 'verified') return again.decision;
  throw toFault(again);
}

/**
 * An approval is about what is found now. A rejection stops the promotion whatever became of it, and a review is about what
 * was done: both are held to the question that the journal knows.
 */
function bindingsAskedOf(
  statement: Statement,
  promotion: PromotionState,
  now: StatementBindings | undefined,
): StatementBindings {
  switch (statement.decision) {
    case 'approve':
      if (now) return now;
      throw new Fault('SIGNOFF_REFUSED', 'It cannot be told any more what would be approved.', {
        details: ['stale'],
        wayOut: 'See which gate is shut, and sign when it is open again.',
      });
    case 'reject':
      return { ...statement, promotion: promotion.id };
    case 'review':
      return promotion.bindings;
  }
}

type Refused = Extract<DecisionVerdict, { kind: 'refused' }>;

function toFault({ code, message }: Refused): Fault {
  return new Fault('SIGNOFF_REFUSED', message, {
    details: [code],
    wayOut: 'Ask for the statement anew and sign exactly that.',
  });
}

/** @throws Fault PROMOTION_CLOSED. */
export function requireOpen(promotion: PromotionState, decision: StatementDecision): void {
  if (decision === 'review') {
    const isOwed = promotion.rules === 'emergency' && promotion.deployedAt !== undefined;
    if (isOwed && !promotion.signoffs.some((it) => it.decision === 'review')) return;
    throw new Fault(
      'PROMOTION_CLOSED',
      isOwed ? 'This emergency has been reviewed.' : 'There is no emergency to review here.',
    );
  }
  if (isOpenPromotion(promotion)) return;
  throw new Fault('PROMOTION_CLOSED', `Promotion ${promotion.id} is ${promotion.status.kind}.`, {
    wayOut: 'Ask for a new one.',
  });
}

/** Between looking and writing another process may have decided. */
function requireStill(state: JournalState, { promotion }: JudgedPromotion): PromotionState {
  const now = state.promotions[promotion.id];
  if (now && now.signoffs.length === promotion.signoffs.length && now.status.kind === promotion.status.kind) {
    return now;
  }
  throw new Fault('JOURNAL_MOVED', 'Somebody else decided on this promotion at the same moment.', {
    wayOut: 'Look at it again, then sign.',
    retryable: true,
  });
}

async function keepQuestion({ outlook }: JudgedPromotion, { journal }: PromotionContext): Promise<string> {
  if (!outlook.question) return '';
  await journal.putBlob(Buffer.from(outlook.question.prepared.planJson, 'utf8'));
  return journal.putBlob(Buffer.from(JSON.stringify(outlook.question.implementers), 'utf8'));
}

/** One rejection stops it, also while it is being carried out: the hosts in flight are finished. */
function stopRollout(promotion: PromotionState, decision: SignedDecision): JournalEvent[] {
  if (decision.statement.decision !== 'reject' || promotion.status.kind !== 'deploying') return [];
  const { rolloutId } = promotion.status;
  return [{ kind: 'rolloutStopRequested', rolloutId, reason: `${decision.person} rejected the promotion` }];
}

function isRefusal({ code }: Fault): boolean {
  return code === 'SIGNOFF_REFUSED' || code === 'NOT_ELIGIBLE' || code === 'PROMOTION_CLOSED';
}

async function recordRefusal(
  { promotionId, statement }: OfferedDecision,
  fault: Fault,
  { store, identity }: PromotionContext,
): Promise<void> {
  const code = fault.code === 'SIGNOFF_REFUSED' ? (fault.details?.[0] ?? fault.code) : fault.code;
  const person = statement.approver;
  await store.commit(
    () => [{ kind: 'signoffRefused', promotionId, person, code, reason: fault.message }],
    identity.actor(),
  );
}
