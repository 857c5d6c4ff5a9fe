import type { OutputOf, ParsedInputOf } from '../../../shared/contract/contract.ts';
import type { PromotionState } from '../../../shared/journal/promotionState.ts';
import { type Statement, signoffNamespace } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { signWithSshKeygen } from '../../signoff/sign/signWithSshKeygen.ts';
import { describeInvalid } from '../../signoff/sshsig/verdict.ts';
import { verifySshsig } from '../../signoff/sshsig/verifySshsig.ts';
import { parseStatement } from '../../signoff/statement/statementBytes.ts';
import { createKeyHolder } from './keyHolder.ts';
import { toSignKey } from './keys.ts';
import { type PromotionContext, requirePromotion } from './promotionContext.ts';
import { takeDecision } from './takeDecision.ts';

/**
 * Signs the very bytes that were shown, with the key that the person chooses: it is needed each time, whoever unlocked the
 * desktop.
 */
export async function signHere(
  request: ParsedInputOf<'promotions.sign'>,
  context: PromotionContext,
): Promise<OutputOf<'promotions.sign'>> {
  const { promotionId, statementSha256, key } = request;
  const promotion = requirePromotion(context.store.state(), promotionId);
  const issued = promotion.issued.find((it) => it.statementSha256 === statementSha256);
  if (!issued) {
    throw new Fault('NOT_FOUND', `Promotion ${promotionId} handed out no statement ${statementSha256}.`, {
      wayOut: 'Ask for the statement first.',
    });
  }
  const { bytes, statement } = await readStatement(statementSha256, context);
  const { roster } = await context.rules.bringInForce();
  const subject = key.kind === 'file' ? key.path : `the agent's key ${key.fingerprint}`;
  const keyHolder = createKeyHolder(context.prompts, subject);
  let armor: string;
  try {
    armor = await signWithSshKeygen({
      key: toSignKey(key, roster.people, context.places),
      bytes,
      namespace: signoffNamespace,
      holder: keyHolder.holder,
    });
  } finally {
    keyHolder.done();
  }
  const offered = { promotionId, statementBytes: bytes, statement, armor, via: 'key' } as const;
  const { person } = await takeDecision(offered, context);
  return { person, decision: statement.decision };
}

/** A signature says nothing of what it signs: the statement is found among those that were handed out. */
export async function takeInSignature(
  request: ParsedInputOf<'promotions.takeIn'>,
  context: PromotionContext,
): Promise<OutputOf<'promotions.takeIn'>> {
  const { promotionId } = request;
  const armor = `${request.signature.trim()}\n`;
  const found = await findSigned(requirePromotion(context.store.state(), promotionId), armor, context);
  const offered = { promotionId, ...found, armor, via: 'file' } as const;
  const { person, statementSha256 } = await takeDecision(offered, context);
  return { person, decision: found.statement.decision, statementSha256 };
}

interface SignedBytes {
  readonly statementBytes: Uint8Array;
  readonly statement: Statement;
}

async function findSigned(
  promotion: PromotionState,
  armor: string,
  context: PromotionContext,
): Promise<SignedBytes> {
  const own = await findAmong(promotion, armor, context);
  if (own) return own;
  // Something was signed: say what, if it was another promotion of ours.
  for (const other of Object.values(context.store.state().promotions)) {
    const found = other.id === promotion.id ? undefined : await findAmong(other, armor, context);
    if (found) return found; // refused as `otherPromotion` when it is taken
  }
  throw await refuse(promotion, armor, context);
}

async function findAmong(
  promotion: PromotionState,
  armor: string,
  context: PromotionContext,
): Promise<SignedBytes | undefined> {
  for (const { statementSha256 } of promotion.issued.toReversed()) {
    const { bytes, statement } = await readStatement(statementSha256, context);
    const verdict = verifySshsig({ armor, message: bytes, namespace: signoffNamespace });
    // Only ssh-keygen can tell about certificates and the like; it is asked when the decision is taken.
    if (verdict.kind !== 'invalid') return { statementBytes: bytes, statement };
  }
  return undefined;
}

/** It is recorded that somebody tried. */
async function refuse(promotion: PromotionState, armor: string, context: PromotionContext): Promise<Fault> {
  const verdict = verifySshsig({ armor, message: new Uint8Array(), namespace: signoffNamespace });
  const why = verdict.kind === 'invalid' ? verdict.reason : 'signatureDiffers';
  const isOther = why === 'signatureDiffers';
  const reason = isOther
    ? 'The signature belongs to no statement that was handed out for this promotion.'
    : describeInvalid(why);
  const code = why === 'wrongNamespace' ? why : 'signatureInvalid';
  await context.store.commit(
    () => [{ kind: 'signoffRefused', promotionId: promotion.id, code, reason }],
    context.identity.actor(),
  );
  return new Fault('SIGNOFF_REFUSED', reason, {
    details: [code],
    wayOut: `Sign the exact bytes of "signalbox statement ${promotion.id}" with: ssh-keygen -Y sign -n ${signoffNamespace}`,
  });
}

async function readStatement(
  statementSha256: string,
  { journal }: Pick<PromotionContext, 'journal'>,
): Promise<{ readonly bytes: Uint8Array; readonly statement: Statement }> {
  const bytes = await journal.readBlob(statementSha256);
  if (!bytes) {
    throw new Fault('JOURNAL_DAMAGED', `The journal lost the statement ${statementSha256}.`, {
      wayOut: 'Compare the journal with a backup.',
    });
  }
  return { bytes, statement: parseStatement(bytes) };
}
