import type { Roster } from '../../../shared/model/person.ts';
import {
  type Exclusion,
  type Policy,
  type PolicyInput,
  exclusion,
  policyDefaults,
} from '../../../shared/model/policy.ts';
import { environmentName } from '../../../shared/model/names.ts';
import { keyKind } from '../../../shared/model/person.ts';
import { toCanonicalSha256 } from './canonicalSha256.ts';
import type { PolicyFinding } from './resolveRoster.ts';

export type PolicyReading =
  | { readonly kind: 'resolved'; readonly policy: Policy }
  | { readonly kind: 'refused'; readonly findings: readonly PolicyFinding[] };

/**
 * An environment's policy with its defaults, the people of its groups, and its version. Findings' paths begin inside the
 * policy, such as `emergency.group`.
 */
export function resolvePolicy(environment: string, input: PolicyInput, roster: Roster): PolicyReading {
  const findings: PolicyFinding[] = [];
  const membersOf = (group: string, needed: number, path: string[]): string[] => {
    const members = roster.people.filter((it) => it.groups.includes(group)).map((it) => it.name);
    if (members.length < needed) findings.push({ path, message: toGroupMessage(group, members, needed) });
    return members.toSorted();
  };
  const { emergency } = input;
  const required = input.required ?? policyDefaults.required;
  const reviewGroup = emergency?.reviewGroup ?? input.group;
  const resolved: Omit<Policy, 'version'> = {
    environment: environmentName.parse(environment),
    required,
    group: input.group,
    members: membersOf(input.group, required, ['group']),
    exclude: inOrder(input.exclude ?? policyDefaults.exclude),
    expiryMs: input.expiry ?? policyDefaults.expiryMs,
    keyKinds: keyKind.options.filter((it) => (input.keyKinds ?? policyDefaults.keyKinds).includes(it)),
    ...(emergency && {
      emergency: {
        required: emergency.required ?? policyDefaults.required,
        group: emergency.group,
        members: membersOf(emergency.group, emergency.required ?? policyDefaults.required, [
          'emergency',
          'group',
        ]),
        exclude: inOrder(emergency.exclude ?? []),
        expiryMs: emergency.expiry ?? policyDefaults.emergencyExpiryMs,
        reviewGroup,
        // The policy's own group has been judged already.
        reviewMembers: membersOf(reviewGroup, emergency.reviewGroup === undefined ? 0 : 1, [
          'emergency',
          'reviewGroup',
        ]),
        reviewWithinMs: emergency.reviewWithin,
      },
    }),
  };
  if (findings.length > 0) return { kind: 'refused', findings };
  return { kind: 'resolved', policy: { ...resolved, version: toCanonicalSha256(resolved) } };
}

/** The order in which people write them means nothing, so it must not make another version. */
function inOrder(given: readonly Exclusion[]): Exclusion[] {
  return exclusion.options.filter((it) => given.includes(it));
}

function toGroupMessage(group: string, members: readonly string[], needed: number): string {
  const who = members.length === 0 ? 'nobody' : `only ${members.join(', ')}`;
  return `The group "${group}" has ${who}, and ${needed} must sign.`;
}
