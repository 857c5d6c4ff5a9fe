import type { Release } from '../model/release.ts';
import type { StatementDecision, StatementRules } from '../model/statement.ts';

/** As many digits as tell builds apart at a glance. */
const shownDigits = 12;

/** `shop 1.1.0 (sha256 9f86d0818840…)`: a release by its name and by its bytes. */
export function describeRelease({ service, version, artifactSha256 }: Omit<Release, 'commit'>): string {
  return `${service} ${version} (sha256 ${artifactSha256.slice(0, shownDigits)}…)`;
}

interface Subject {
  readonly release: Omit<Release, 'commit'>;
  readonly environment: string;
  readonly rules: StatementRules;
}

/** What somebody is about to sign, as the words of a button: it repeats release, environment and digest. */
export function decisionWords(decision: StatementDecision, { release, environment, rules }: Subject): string {
  const what = `${describeRelease(release)} for ${environment}`;
  switch (decision) {
    case 'approve':
      return rules === 'emergency' ? `Approve the EMERGENCY ${what}` : `Approve ${what}`;
    case 'reject':
      return `Reject ${what}`;
    case 'review':
      return `Sign the review of the emergency ${what}`;
  }
}

/** What somebody did, in the past tense. */
export const decidedWords: Readonly<Record<StatementDecision, string>> = {
  approve: 'approved',
  reject: 'rejected',
  review: 'reviewed',
};

/** `1 person`, `2 people`. */
export function peopleWords(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}

/** `Li, Omar and Pia`. */
export function listWords(names: readonly string[], last = 'and'): string {
  if (names.length <= 1) return names.join('');
  return `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;
}
