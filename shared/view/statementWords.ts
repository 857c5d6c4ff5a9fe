import { statement, type Statement } from '../model/statement.ts';
import { listWords } from './promotionWords.ts';

/** The bytes that are to be signed, read for people. The bytes are what counts; this says what they mean. */
export interface StatementWords {
  /** The decision in one sentence. */
  readonly decision: string;
  readonly points: readonly string[];
  readonly statement: Statement;
}

/** `undefined` for bytes that are no statement: then nothing may be signed. */
export function statementWordsOf(bytes: string): StatementWords | undefined {
  const parsed = statement.safeParse(parseJson(bytes));
  if (!parsed.success) return undefined;
  const it = parsed.data;
  return { decision: decisionOf(it), points: pointsOf(it), statement: it };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decisionOf({ decision, service, release, environment, rules, approver }: Statement): string {
  const what = `${service} ${release}`;
  switch (decision) {
    case 'approve':
      return rules === 'emergency'
        ? `You, ${approver}, let ${what} go to ${environment} as an emergency.`
        : `You, ${approver}, let ${what} go to ${environment}.`;
    case 'reject':
      return `You, ${approver}, stop ${what} from going to ${environment}. A rejection cannot be taken back.`;
    case 'review':
      return `You, ${approver}, have looked at the emergency that brought ${what} to ${environment}, and close its review.`;
  }
}

function pointsOf(it: Statement): string[] {
  return [
    `Exactly the bytes with SHA-256 ${it.artifactSha256}.`,
    it.runningSha256 === 'none'
      ? 'Nothing of this service runs there now.'
      : `In place of SHA-256 ${listWords(it.runningSha256.split(','))}, which runs now: the way back to it is covered too.`,
    it.baseCommit === 'none'
      ? `All commits up to ${it.headCommit}.`
      : `The commits from ${listWords(it.baseCommit.split(','))} to ${it.headCommit}, written by the people found for them (SHA-256 ${it.implementersSha256}).`,
    `Every line of the plan with SHA-256 ${it.planSha256}, and no other.`,
    `Under version ${it.policyVersion} of the policy of ${it.environment}.`,
    ...(it.reasonSha256 === 'none'
      ? []
      : [`For the reason that was given; its words have SHA-256 ${it.reasonSha256}.`]),
    `Good until ${it.expiresAt}. If anything of this changes before, the signature no longer counts.`,
  ];
}
