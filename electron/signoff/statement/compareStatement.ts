import {
  type StatementBindings,
  type StatementDifference,
  statementBindings,
} from '../../../shared/model/statement.ts';

type Binding = keyof StatementBindings;
const bindings = statementBindings.keyof().options;

const short = (value: string): string =>
  value
    .split(',')
    .map((it) => (/^[0-9a-f]{40,64}$/.test(it) ? it.slice(0, 12) : it))
    .join(', ');

type Tell = (stated: string, current: string) => string;
const differ =
  (what: string): Tell =>
  (stated, current) =>
    `${what} changed from ${short(stated)} to ${short(current)}.`;

const sentences: Readonly<Record<Binding, Tell>> = {
  promotion: (stated, current) => `It is about promotion ${stated}, not ${current}.`,
  service: (stated, current) => `It is about the service ${stated}, not ${current}.`,
  environment: (stated, current) => `It is about the environment ${stated}, not ${current}.`,
  rules: (stated, current) => `It was made under ${stated} rules, and ${current} rules apply.`,
  reasonSha256: differ('The reason'),
  release: differ('The release'),
  artifactSha256: differ('The artifact'),
  runningSha256: differ('What runs now'),
  baseCommit: differ('The commit that is deployed'),
  headCommit: (stated, current) =>
    `The candidate's commit changed from ${short(stated)} to ${short(current)}.`,
  planSha256: differ('The plan'),
  implementersSha256: () =>
    'Who wrote the change is not what it was: commits or people were added or removed.',
  policyVersion: differ('The policy'),
};

/**
 * What made a statement stale: every binding in which it and the present disagree, in the order of its lines. An empty list means
 * that it is still about exactly this. Format, decision, approver and times are no bindings.
 */
export function compareStatement(
  stated: StatementBindings,
  current: StatementBindings,
): StatementDifference[] {
  return bindings
    .filter((field) => stated[field] !== current[field])
    .map((field) => ({
      field,
      stated: stated[field],
      current: current[field],
      text: sentences[field](stated[field], current[field]),
    }));
}
