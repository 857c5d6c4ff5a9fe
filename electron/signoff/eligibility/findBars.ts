import type { Bar } from '../../../shared/model/eligibility.ts';
import type { ImplementedCommit, Implementers, ImplementerRole } from '../../../shared/model/implementer.ts';
import type { Person } from '../../../shared/model/person.ts';
import type { Policy, PolicyRules } from '../../../shared/model/policy.ts';
import { judgeKey } from '../decision/judgeKey.ts';

/** What is known of a promotion when it is asked who may decide on it. */
export interface PromotionFacts {
  readonly people: readonly Person[];
  readonly policy: Policy;
  readonly implementers: Implementers;
  /** Short names. */
  readonly requester: string;
  /** Who works, or is to work, the rollout; several where they took turns. */
  readonly operators: readonly string[];
  /** UTC instant. */
  readonly now: string;
}

/** Why this person may not decide under these rules, each reason with its source. Empty for those who may. */
export function findBars(person: Person, facts: PromotionFacts, rules: PolicyRules): Bar[] {
  const excludes = (it: PolicyRules['exclude'][number]): boolean => rules.exclude.includes(it);
  return [
    ...(rules.members.includes(person.name) ? [] : [notInGroup(rules.group)]),
    ...(excludes('implementers') ? findImplementerBar(person.name, facts.implementers) : []),
    ...(excludes('requester') && facts.requester === person.name
      ? [{ kind: 'requester', text: 'requested it' } as const]
      : []),
    ...(excludes('operator') && facts.operators.includes(person.name)
      ? [{ kind: 'operator', text: 'works the rollout' } as const]
      : []),
    ...findKeyBar(person, facts),
  ];
}

/** Fingerprints of the keys that this person could sign with now. */
export function listGoodKeys(person: Person, facts: Pick<PromotionFacts, 'policy' | 'now'>): string[] {
  return person.keys
    .filter((key) => !judgeKey(key, facts.now, facts.policy.keyKinds))
    .map((key) => key.fingerprint);
}

function notInGroup(group: string): Bar {
  return { kind: 'notInGroup', text: `not in ${group}` };
}

export function findImplementerBar(person: string, implementers: Implementers): Bar[] {
  const own = implementers.people.find((it) => it.person === person);
  return own ? [{ kind: 'implementer', text: describeShare(own.commits, implementers.totalCommits) }] : [];
}

function findKeyBar(person: Person, facts: PromotionFacts): Bar[] {
  if (listGoodKeys(person, facts).length > 0) return [];
  const objections = person.keys.flatMap((key) => judgeKey(key, facts.now, facts.policy.keyKinds) ?? []);
  const text = objections.length === 0 ? 'no key' : objections.map((it) => it.text).join('; ');
  return [{ kind: 'noKey', text }];
}

const maxListed = 5;
const verbs: readonly (readonly [ImplementerRole, string])[] = [
  ['author', 'wrote'],
  ['coAuthor', 'co-wrote'],
  ['merger', 'merged'],
  ['committer', 'committed'],
  ['signedOffBy', 'signed off'],
];

/** "wrote 2 of 14 commits: a1b2c3, …; merged 1: …": each commit once, by the closest thing that was done with it. */
function describeShare(commits: readonly ImplementedCommit[], total: number): string {
  const parts = verbs.flatMap(([role, verb]) => {
    const ids = commits.filter((it) => closestRole(it) === role).map((it) => it.commit.slice(0, 7));
    if (ids.length === 0) return [];
    const rest = ids.length > maxListed ? ` and ${ids.length - maxListed} more` : '';
    const noun = total === 1 ? 'commit' : 'commits';
    return [`${verb} ${ids.length} of ${total} ${noun}: ${ids.slice(0, maxListed).join(', ')}${rest}`];
  });
  return parts.join('; ');
}

function closestRole(commit: ImplementedCommit): ImplementerRole | undefined {
  return verbs.map(([role]) => role).find((role) => commit.roles.includes(role));
}
