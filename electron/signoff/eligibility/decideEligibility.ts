import type { Bar, Eligibility, SignedDecision, Standing } from '../../../shared/model/eligibility.ts';
import type { Person } from '../../../shared/model/person.ts';
import type { PolicyRules } from '../../../shared/model/policy.ts';
import { countApprovals, type DecisionFacts, rulesOf } from './countDecisions.ts';
import { findBars, listGoodKeys } from './findBars.ts';

/**
 * Who can sign, who has, and why everybody else cannot. Ask it before a promotion is requested: with `canBeSatisfied` false
 * the request is refused with `finding`, so that no promotion waits for nobody. Pure.
 */
export function decideEligibility(facts: DecisionFacts): Eligibility {
  const rules = rulesOf(facts.policy, facts.bindings.rules);
  if (!rules) return refuseEmergency(facts);
  const { counted } = countApprovals(facts);
  const persons = facts.people.map((it) => ({
    person: it.name,
    displayName: it.displayName,
    standing: toStanding(it, facts, rules, counted),
  }));
  const eligible = persons.filter((it) => it.standing.kind === 'eligible').length;
  const signed = counted.length;
  const canBeSatisfied = signed + eligible >= rules.required;
  return {
    persons,
    required: rules.required,
    signed,
    eligible,
    canBeSatisfied,
    ...(canBeSatisfied ? {} : { finding: toFinding(persons, signed + eligible, rules) }),
  };
}

function toStanding(
  person: Person,
  facts: DecisionFacts,
  rules: PolicyRules,
  counted: readonly SignedDecision[],
): Standing {
  const decision =
    facts.decisions.find((it) => it.person === person.name && it.statement.decision === 'reject') ??
    counted.find((it) => it.person === person.name);
  if (decision) {
    const { recordedAt, statement } = decision;
    return { kind: 'signed', decision: statement.decision, recordedAt, expiresAt: statement.expiresAt };
  }
  const bars = findBars(person, facts, rules);
  return bars.length > 0
    ? { kind: 'barred', bars }
    : { kind: 'eligible', fingerprints: listGoodKeys(person, facts) };
}

function toFinding(
  persons: Eligibility['persons'],
  possible: number,
  { required, group, members }: PolicyRules,
): string {
  const reasons = persons.flatMap((it) =>
    it.standing.kind === 'barred' && members.includes(it.person)
      ? [`${it.displayName}: ${it.standing.bars.map((bar) => bar.text).join(', ')}`]
      : [],
  );
  const people = required === 1 ? '1 person' : `${required} people`;
  const who = possible === 0 ? 'nobody can' : `only ${possible} can`;
  return `${people} of ${group} must sign, and ${who}. ${reasons.join('; ')}`.trimEnd();
}

function refuseEmergency(facts: DecisionFacts): Eligibility {
  const text = `the policy of ${facts.policy.environment} knows no emergencies`;
  const bars: Bar[] = [{ kind: 'notInGroup', text }];
  return {
    persons: facts.people.map((it) => ({
      person: it.name,
      displayName: it.displayName,
      standing: { kind: 'barred', bars },
    })),
    required: facts.policy.required,
    signed: 0,
    eligible: 0,
    canBeSatisfied: false,
    finding: `No emergency here: ${text}.`,
  };
}
