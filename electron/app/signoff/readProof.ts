import type { OutputOf } from '../../../shared/contract/contract.ts';
import type { SignedStatement } from '../../../shared/contract/signoffArea.ts';
import type { PromotionState, SignoffState } from '../../../shared/journal/promotionState.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { PromotionContext } from './promotionContext.ts';

/** Everything that stock `ssh-keygen -Y verify` needs for this promotion's sign-offs, with the keys of today. */
export async function readProof(
  promotion: PromotionState,
  context: PromotionContext,
): Promise<OutputOf<'promotions.proof'>> {
  const { allowedSigners, revokedKeys } = await context.rules.read();
  const signoffs = await Promise.all(promotion.signoffs.map((it) => readSigned(it, context)));
  return { signoffs, allowedSigners, ...(revokedKeys === '' ? {} : { revokedKeys }) };
}

async function readSigned(signoff: SignoffState, { journal }: PromotionContext): Promise<SignedStatement> {
  const { person, decision, recordedAt, statementSha256, signatureSha256 } = signoff;
  const [statement, signature] = await Promise.all([
    journal.readBlob(statementSha256),
    journal.readBlob(signatureSha256),
  ]);
  if (!statement || !signature) {
    throw new Fault('JOURNAL_DAMAGED', `The journal lost the sign-off of ${person}.`, {
      wayOut: 'Compare the journal with a backup.',
    });
  }
  return {
    person,
    decision,
    recordedAt,
    statementSha256,
    statement: Buffer.from(statement).toString('latin1'),
    signature: Buffer.from(signature).toString('latin1'),
  };
}
