import type { Exclusion, Policy, PolicyRules } from '../model/policy.ts';
import { keyKind } from '../model/person.ts';
import { formatSpan } from './formatSpan.ts';
import { listWords, peopleWords } from './promotionWords.ts';

/** A policy in words: who must sign, who may not, for how long, with what. */
export interface PolicyWords {
  readonly ordinary: readonly string[];
  /** Empty where there are no emergencies. */
  readonly emergency: readonly string[];
}

export function policyWordsOf(policy: Policy): PolicyWords {
  const { emergency } = policy;
  return {
    ordinary: [...rulesWords(policy, policy.environment), ...keyWords(policy)],
    emergency: emergency
      ? [
          ...rulesWords(emergency, policy.environment),
          'It needs a reason, which is signed with it.',
          `Within ${formatSpan(emergency.reviewWithinMs)} of its first host, one of ${emergency.reviewGroup} who did not write the change signs a review.`,
        ]
      : [],
  };
}

function rulesWords(rules: PolicyRules, environment: string): string[] {
  const members = rules.members.length === 0 ? 'nobody is in it' : listWords(rules.members);
  return [
    `${peopleWords(rules.required)} of ${rules.group} must sign before a release goes to ${environment}: ${members}.`,
    rules.exclude.length === 0
      ? 'Nobody in that group is left out, not even who wrote the change.'
      : `Never ${listWords(
          rules.exclude.map((it) => excluded[it]),
          'or',
        )}.`,
    `A sign-off is good for ${formatSpan(rules.expiryMs)}.`,
  ];
}

const excluded: Readonly<Record<Exclusion, string>> = {
  implementers: 'who had a hand in the change',
  requester: 'who asked for it',
  operator: 'who works the rollout',
};

function keyWords({ keyKinds }: Policy): string[] {
  if (keyKind.options.every((kind) => keyKinds.includes(kind))) return [];
  const touch = keyKinds.includes('fido') ? '; a FIDO key has to be touched' : '';
  return [`Only keys of these kinds count: ${listWords(keyKinds)}${touch}.`];
}
