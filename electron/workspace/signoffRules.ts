import type { BotEntry, Person, PersonEntry, Roster } from '../../shared/model/person.ts';
import type { Policy, PolicyInput } from '../../shared/model/policy.ts';

/** Something wrong with people or policies, and where below what was asked about. */
export interface RuleFinding {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Something wrong with a line of a given file of allowed signers, or with what `people` says beside it. */
export type SignerProblem = { readonly message: string } & (
  | { readonly line: number }
  | { readonly path: readonly (string | number)[] }
);

interface Refused {
  readonly kind: 'refused';
  readonly findings: readonly RuleFinding[];
}

/** Who people are and what policies ask, as the sign-off room knows it; the app joins the two. */
export interface SignoffRules {
  resolveRoster(input: {
    readonly people: Readonly<Record<string, PersonEntry>>;
    readonly bots: Readonly<Record<string, BotEntry>>;
  }): { readonly kind: 'resolved'; readonly roster: Roster } | Refused;
  /** Paths of findings begin inside the policy. */
  resolvePolicy(
    environment: string,
    input: PolicyInput,
    roster: Roster,
  ): { readonly kind: 'resolved'; readonly policy: Policy } | Refused;
  /** @param known what is known of the people; what is unknown is not compared. */
  checkAllowedSigners(
    text: string,
    known: { readonly names?: readonly string[]; readonly people?: readonly Person[] },
  ): readonly SignerProblem[];
}
