import type { Bar } from '../../../shared/model/eligibility.ts';
import type { Person } from '../../../shared/model/person.ts';
import type { StatementDecision } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { findReviewBars, type ReviewFacts } from '../../signoff/eligibility/decideReview.ts';
import { listGoodKeys } from '../../signoff/eligibility/findBars.ts';
import {
  type JudgedPromotion,
  operatorsOf,
  type PromotionContext,
  readRecordedImplementers,
} from './promotionContext.ts';

/** @throws Fault NOT_ELIGIBLE with every reason; SIGNOFF_REQUIRED while a gate is shut. */
export async function requireMayDecide(
  name: string,
  decision: StatementDecision,
  judged: JudgedPromotion,
  context: PromotionContext,
): Promise<void> {
  const person = judged.outlook.rules.roster.people.find((it) => it.name === name);
  if (!person) throw new Fault('NOT_FOUND', `"${name}" is nobody of this workspace.`);
  const reasons = await findReasons(person, decision, judged, context);
  if (reasons.length === 0) return;
  throw new Fault('NOT_ELIGIBLE', `${person.displayName} may not ${decision} it: ${reasons.join('; ')}.`, {
    details: reasons,
    wayOut: 'Somebody else has to: see who can sign.',
  });
}

async function findReasons(
  person: Person,
  decision: StatementDecision,
  judged: JudgedPromotion,
  context: PromotionContext,
): Promise<string[]> {
  const { outlook } = judged;
  switch (decision) {
    // Stopping needs no quorum and no group: whoever of the workspace has a good key may.
    case 'reject': {
      const now = context.ports.now().toISOString();
      return listGoodKeys(person, { policy: outlook.policy, now }).length > 0 ? [] : ['no good key'];
    }
    case 'approve':
      return approvalReasons(person, judged);
    case 'review':
      return toTexts(findReviewBars(person, await reviewFactsOf(judged, context)));
  }
}

function approvalReasons(person: Person, { outlook }: JudgedPromotion): string[] {
  const { eligibility, gates } = outlook.shown;
  if (!eligibility) return gates.filter((it) => !it.passed).map((it) => it.text);
  const standing = eligibility.persons.find((it) => it.person === person.name)?.standing;
  if (!standing) return ['not in this workspace'];
  switch (standing.kind) {
    case 'eligible':
      return [];
    case 'signed':
      return [`signed already (${standing.decision}, ${standing.recordedAt})`];
    case 'barred':
      return toTexts(standing.bars);
  }
}

const toTexts = (bars: readonly Bar[]): string[] => bars.map((it) => it.text);

/** Of an emergency that was carried out: judged by what was asked then, not by what runs now. */
export async function reviewFactsOf(
  { promotion, outlook, verified }: JudgedPromotion,
  context: PromotionContext,
): Promise<ReviewFacts> {
  return {
    people: outlook.rules.roster.people,
    policy: outlook.policy,
    implementers: await readRecordedImplementers(context, promotion),
    requester: promotion.requester,
    operators: operatorsOf(context.store.state(), promotion),
    now: context.ports.now().toISOString(),
    bindings: promotion.bindings,
    decisions: verified.decisions,
    deployedAt: promotion.deployedAt ?? context.ports.now().toISOString(),
  };
}
