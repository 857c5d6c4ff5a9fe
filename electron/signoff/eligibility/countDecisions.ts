import type { Bar, Discounted, SignedDecision } from '../../../shared/model/eligibility.ts';
import type { Policy, PolicyRules } from '../../../shared/model/policy.ts';
import type { StatementBindings } from '../../../shared/model/statement.ts';
import { compareStatement } from '../statement/compareStatement.ts';
import { judgeKey } from '../decision/judgeKey.ts';
import { findBars, type PromotionFacts } from './findBars.ts';

export interface DecisionFacts extends PromotionFacts {
  /** What would be done now. Statements about anything else are stale. */
  readonly bindings: StatementBindings;
  /** Everything that was taken in for this promotion, verified (see `verifyDecision`), in the journal's order. */
  readonly decisions: readonly SignedDecision[];
}

export interface Count {
  /** One decision for each person: the newest of theirs that counts. */
  readonly counted: readonly SignedDecision[];
  readonly discounted: readonly Discounted[];
}

/** `undefined` where the promotion is an emergency and the policy knows none: then nothing counts. */
export function rulesOf(policy: Policy, rules: StatementBindings['rules']): PolicyRules | undefined {
  return rules === 'emergency' ? policy.emergency : policy;
}

/** Which approvals count now. Persons count and not keys: whoever signs twice is one. */
export function countApprovals(facts: DecisionFacts): Count {
  const rules = rulesOf(facts.policy, facts.bindings.rules);
  const counted = new Map<string, SignedDecision>();
  const discounted: Discounted[] = [];
  for (const decision of facts.decisions.filter((it) => it.statement.decision === 'approve')) {
    const objection = rules ? findObjection(decision, facts, rules) : barredByPolicy(decision);
    if (!objection) counted.set(decision.person, decision);
    else discounted.push(objection);
  }
  return {
    counted: [...counted.values()],
    // Who has signed anew is not told of an older one.
    discounted: discounted.filter((it) => !counted.has(it.person)),
  };
}

function findObjection(
  decision: SignedDecision,
  facts: DecisionFacts,
  rules: PolicyRules,
): Discounted | undefined {
  const { person } = decision;
  const bars = findDecisionBars(decision, facts, rules);
  if (bars.length > 0) return { kind: 'barred', person, bars };
  const differences = compareStatement(decision.statement, facts.bindings);
  if (differences.length > 0) return { kind: 'stale', person, differences };
  const { expiresAt } = decision.statement;
  return facts.now >= expiresAt ? { kind: 'expired', person, expiredAt: expiresAt } : undefined;
}

/**
 * Bars of the person by now; of the keys only the one that signed, at the time that was recorded: a key that ended since
 * was good when it signed, one that was revoked since never was.
 */
function findDecisionBars(decision: SignedDecision, facts: DecisionFacts, rules: PolicyRules): Bar[] {
  const person = facts.people.find((it) => it.name === decision.person);
  if (!person) return [{ kind: 'notInGroup', text: 'no longer in this workspace' }];
  const bars = findBars(person, facts, rules).filter((it) => it.kind !== 'noKey');
  const key = person.keys.find((it) => it.fingerprint === decision.fingerprint);
  if (!key) return [...bars, { kind: 'noKey', text: `key ${decision.fingerprint} is no longer theirs` }];
  const objection = judgeKey(key, decision.recordedAt, facts.policy.keyKinds);
  return objection ? [...bars, { kind: 'noKey', text: objection.text }] : bars;
}

function barredByPolicy(decision: SignedDecision): Discounted {
  const text = 'the policy of this environment knows no emergencies';
  return { kind: 'barred', person: decision.person, bars: [{ kind: 'notInGroup', text }] };
}
