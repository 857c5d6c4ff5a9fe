import type { Implementers } from '../../../shared/model/implementer.ts';
import type { Policy } from '../../../shared/model/policy.ts';
import type { Release } from '../../../shared/model/release.ts';
import { type StatementBindings, statementBindings } from '../../../shared/model/statement.ts';
import { describeIssues } from '../../../shared/protocol/describeIssues.ts';
import { Fault } from '../../../shared/protocol/fault.ts';

export interface BindingFacts {
  readonly promotion: string;
  readonly environment: string;
  readonly rules: StatementBindings['rules'];
  /** SHA-256 of the requester's words, kept as a blob. An emergency needs one. */
  readonly reasonSha256?: string;
  readonly release: Release;
  /** SHA-256 of every artifact that now runs on a host of the target; empty where none does. */
  readonly running: readonly string[];
  /** Commits of what now runs; empty where nothing does. */
  readonly deployed: readonly string[];
  readonly planSha256: string;
  readonly implementers: Implementers;
  readonly policy: Policy;
}

/**
 * What a decision is about, from the very things that it will be judged by: so that policy and implementers in the statement
 * cannot be others than those that decide.
 * @throws Fault INVALID_INPUT when they do not belong together, or an emergency has no reason.
 */
export function toBindings(facts: BindingFacts): StatementBindings {
  const problems = findMisfits(facts);
  const { release, implementers, policy } = facts;
  const parsed = statementBindings.safeParse({
    promotion: facts.promotion,
    service: release.service,
    environment: facts.environment,
    rules: facts.rules,
    reasonSha256: facts.reasonSha256 ?? 'none',
    release: release.version,
    artifactSha256: release.artifactSha256,
    runningSha256: toList(facts.running),
    baseCommit: toList(facts.deployed),
    headCommit: release.commit,
    planSha256: facts.planSha256,
    implementersSha256: implementers.sha256,
    policyVersion: policy.version,
  });
  if (parsed.success && problems.length === 0) return parsed.data;
  const details = [...problems, ...(parsed.success ? [] : describeIssues(parsed.error))];
  throw new Fault('INVALID_INPUT', `This promotion cannot be signed: ${details[0] ?? ''}`, { details });
}

function findMisfits({
  environment,
  rules,
  reasonSha256,
  release,
  implementers,
  policy,
}: BindingFacts): string[] {
  const isHead = implementers.ranges.some((it) => it.head === release.commit);
  return [
    ...(policy.environment === environment ? [] : [`the policy is that of ${policy.environment}`]),
    ...(isHead ? [] : [`the implementers are not those of ${release.commit.slice(0, 12)}`]),
    ...(rules === 'emergency' && !policy.emergency
      ? [`the policy of ${environment} knows no emergencies`]
      : []),
    ...(rules === 'emergency' && reasonSha256 === undefined ? ['an emergency needs a reason'] : []),
  ];
}

function toList(items: readonly string[]): string {
  return items.length === 0 ? 'none' : [...new Set(items)].toSorted().join(',');
}
