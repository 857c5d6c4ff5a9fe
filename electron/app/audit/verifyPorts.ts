import { signoffNamespace } from '../../../shared/model/statement.ts';
import type { BundlePorts } from '../../audit/bundle/verifyBundle.ts';
import type { SignatureAnswer, SignatureQuestion } from '../../audit/verify/verifyTrail.ts';
import { type DecisionVerdict, verifyDecision } from '../../signoff/decision/verifyDecision.ts';
import { toCanonicalSha256 } from '../../signoff/people/canonicalSha256.ts';
import { verifySshsig } from '../../signoff/sshsig/verifySshsig.ts';
import { verifyWithSshKeygen } from '../../signoff/sshsig/verifyWithSshKeygen.ts';
import { parseStatement } from '../../signoff/statement/statementBytes.ts';
import { parseKeyLine } from '../../signoff/people/parseKeyLine.ts';
import { Fault } from '../../../shared/protocol/fault.ts';

/** Signatures of exports mean nothing elsewhere, and no sign-off is one. */
export const evidenceNamespace = 'evidence@signalbox';

/** What the rules of sign-offs say of signatures, for the room that verifies evidence. */
export function createVerifyPorts(): BundlePorts {
  return { judgeSignature, toCanonicalSha256, verifySeal };
}

async function judgeSignature(question: SignatureQuestion): Promise<SignatureAnswer> {
  const { statementBytes, armor, roster, policy, recordedAt } = question;
  let statement: ReturnType<typeof parseStatement>;
  try {
    statement = parseStatement(statementBytes);
  } catch (error) {
    if (error instanceof Fault) return { kind: 'refused', message: error.message };
    throw error;
  }
  // Whether it is the question that was asked is judged by whoever knows what was asked then.
  const asked = {
    statementBytes,
    armor,
    people: roster.people,
    policy,
    bindings: statement,
    recordedAt,
    taken: [],
  };
  const verdict = verifyDecision(asked);
  if (verdict.kind === 'verified' || verdict.code !== 'needsSshKeygen') return toAnswer(verdict);
  const confirmed = await verifyWithSshKeygen({
    armor,
    message: statementBytes,
    namespace: signoffNamespace,
    principal: question.person,
    allowedSigners: question.allowedSigners,
    ...(question.revokedKeys === undefined ? {} : { revokedKeys: question.revokedKeys }),
    verifyAt: recordedAt,
  });
  if (confirmed.kind !== 'valid') return { kind: 'refused', message: confirmed.words };
  return toAnswer(verifyDecision({ ...asked, confirmedFingerprint: confirmed.fingerprint }));
}

function toAnswer(verdict: DecisionVerdict): SignatureAnswer {
  if (verdict.kind === 'refused') return verdict;
  const { person, fingerprint, statement } = verdict.decision;
  return { kind: 'verified', person, fingerprint, statement };
}

function verifySeal(bytes: Uint8Array, armor: Uint8Array, publicKey: string): string | undefined {
  const verdict = verifySshsig({ armor, message: bytes, namespace: evidenceNamespace });
  const key = parseKeyLine(publicKey);
  if (verdict.kind !== 'valid' || key.kind === 'unusable') return undefined;
  return verdict.fingerprint === key.key.fingerprint ? verdict.fingerprint : undefined;
}
