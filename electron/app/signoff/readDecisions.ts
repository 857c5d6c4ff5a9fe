import type { PromotionState, SignoffState } from '../../../shared/journal/promotionState.ts';
import type { SignedDecision } from '../../../shared/model/eligibility.ts';
import type { Policy } from '../../../shared/model/policy.ts';
import type { Journal } from '../../journal/journal.ts';
import { verifyDecision } from '../../signoff/decision/verifyDecision.ts';
import type { Rules } from './readRules.ts';
import { askSshKeygen } from './secondOpinion.ts';

export interface VerifiedDecisions {
  readonly decisions: readonly SignedDecision[];
  /** Sign-offs that are in the journal and no longer verify: they do not count, and each says why. */
  readonly refused: readonly { readonly person: string; readonly message: string }[];
}

/**
 * Every sign-off of a promotion, verified anew from its bytes and signature as the journal keeps them, by people and keys
 * of today at the moment that the journal recorded. What does not verify does not count.
 */
export async function readDecisions(
  promotion: Pick<PromotionState, 'signoffs'>,
  of: { readonly journal: Pick<Journal, 'readBlob'>; readonly rules: Rules; readonly policy: Policy },
): Promise<VerifiedDecisions> {
  const decisions: SignedDecision[] = [];
  const refused: { person: string; message: string }[] = [];
  for (const signoff of promotion.signoffs) {
    const verdict = await verifySignoff(signoff, decisions, of);
    if (verdict.kind === 'verified') decisions.push(verdict.decision);
    else refused.push({ person: signoff.person, message: verdict.message });
  }
  return { decisions, refused };
}

async function verifySignoff(
  signoff: SignoffState,
  taken: readonly SignedDecision[],
  of: { readonly journal: Pick<Journal, 'readBlob'>; readonly rules: Rules; readonly policy: Policy },
): Promise<
  | { readonly kind: 'verified'; readonly decision: SignedDecision }
  | { readonly kind: 'refused'; readonly message: string }
> {
  const [statementBytes, armor] = await Promise.all([
    of.journal.readBlob(signoff.statementSha256),
    of.journal.readBlob(signoff.signatureSha256),
  ]);
  if (!statementBytes || !armor) {
    return { kind: 'refused', message: 'its statement or signature is gone from the journal' };
  }
  const question = {
    statementBytes,
    armor,
    people: of.rules.roster.people,
    policy: of.policy,
    // What it was asked then; whether that still is the question is judged where decisions are counted.
    bindings: signoff.statement,
    recordedAt: signoff.recordedAt,
    taken,
  };
  const verdict = verifyDecision(question);
  if (verdict.kind === 'verified' || verdict.code !== 'needsSshKeygen') return verdict;
  const confirmed = await askSshKeygen({ ...question, principal: signoff.person, rules: of.rules });
  return confirmed.kind === 'valid'
    ? verifyDecision({ ...question, confirmedFingerprint: confirmed.fingerprint })
    : { kind: 'refused', message: confirmed.words };
}
