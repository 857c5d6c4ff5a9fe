import type { SignedDecision } from '../../../shared/model/eligibility.ts';
import type { Person } from '../../../shared/model/person.ts';
import type { Policy } from '../../../shared/model/policy.ts';
import { type Statement, type StatementBindings, signoffNamespace } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { describeInvalid, type InvalidReason, type SigningKeyClaim } from '../sshsig/verdict.ts';
import { verifySshsig } from '../sshsig/verifySshsig.ts';
import { compareStatement } from '../statement/compareStatement.ts';
import { parseStatement, toStatementSha256 } from '../statement/statementBytes.ts';
import { findKey, judgeKey, type KeyObjection } from './judgeKey.ts';

export type RefusalCode =
  | 'notAStatement'
  | 'signatureInvalid'
  | 'wrongNamespace'
  | 'needsSshKeygen'
  | 'unknownKey'
  | 'wrongPrincipal'
  | 'keyRevoked'
  | 'keyNotYetValid'
  | 'keyExpired'
  | 'keyKindNotAllowed'
  | 'notTouched'
  | 'otherPromotion'
  | 'otherService'
  | 'otherEnvironment'
  | 'otherArtifact'
  | 'stale'
  | 'statedInTheFuture'
  | 'expired'
  | 'goodForTooLong'
  | 'usedTwice';

export type DecisionVerdict =
  | { readonly kind: 'verified'; readonly decision: SignedDecision }
  | {
      readonly kind: 'refused';
      readonly code: RefusalCode;
      readonly message: string;
      /** For `signatureInvalid` and `wrongNamespace`. */
      readonly reason?: InvalidReason;
    };

export interface DecisionQuestion {
  readonly statementBytes: Uint8Array;
  readonly armor: Uint8Array | string;
  readonly people: readonly Person[];
  readonly policy: Policy;
  /** What is asked now. To verify again a decision that was taken in already, give what it was asked then. */
  readonly bindings: StatementBindings;
  /** When the journal recorded it; for a new one, now. */
  readonly recordedAt: string;
  /** Decisions that were taken in before this one. */
  readonly taken: readonly Pick<SignedDecision, 'statementSha256' | 'person'>[];
  /**
   * What `ssh-keygen -Y verify` said of the very same bytes, for `needsSshKeygen`: the fingerprint that it called good.
   */
  readonly confirmedFingerprint?: string;
}

/** Clocks of desktops differ. */
const maxClockSkewMs = 5 * 60_000;

/**
 * Is this a decision that one of these people made, with a key of their own that was good at that moment, about
 * exactly what is asked? Pure, and the only way to a `SignedDecision`. Whether the person may decide is another
 * question: `decideApproval`. Certificates and WebAuthn first answer `needsSshKeygen`.
 */
export function verifyDecision(of: DecisionQuestion): DecisionVerdict {
  const parsed = readStatement(of.statementBytes);
  if (!('statement' in parsed)) return parsed;
  const { statement } = parsed;
  const signature = verifySignature(of);
  if (!('claim' in signature)) return signature;
  const { claim } = signature;
  const owner = findKey(of.people, claim.fingerprint);
  if (!owner)
    return refuse('unknownKey', `The key ${claim.fingerprint} belongs to nobody of this workspace.`);
  if (owner.person.name !== statement.approver) {
    const whose = `The statement is ${statement.approver}'s, and the key is ${owner.person.name}'s.`;
    return refuse('wrongPrincipal', whose);
  }
  const objection = judgeKey(owner.key, of.recordedAt, of.policy.keyKinds);
  if (objection) return refuse(keyCodes[objection.objection], `It does not count: ${objection.text}.`);
  if (owner.key.kind === 'fido' && claim.touched !== true) {
    return refuse('notTouched', `Nobody touched the hardware key ${claim.fingerprint} when it signed.`);
  }
  const misfit = findMisfit(statement, of);
  if (misfit) return misfit;
  const statementSha256 = toStatementSha256(of.statementBytes);
  if (of.taken.some((it) => it.statementSha256 === statementSha256 && it.person === owner.person.name)) {
    return refuse('usedTwice', 'This very sign-off was taken in before.');
  }
  const { fingerprint, kind: keyKind } = owner.key;
  const { recordedAt } = of;
  const person = owner.person.name;
  return {
    kind: 'verified',
    decision: { statement, statementSha256, person, fingerprint, keyKind, recordedAt },
  };
}

type Refused = Extract<DecisionVerdict, { kind: 'refused' }>;

const keyCodes: Readonly<Record<KeyObjection, RefusalCode>> = {
  revoked: 'keyRevoked',
  notYetValid: 'keyNotYetValid',
  expired: 'keyExpired',
  kindNotAllowed: 'keyKindNotAllowed',
};

function refuse(code: RefusalCode, message: string, reason?: InvalidReason): Refused {
  return { kind: 'refused', code, message, ...(reason ? { reason } : {}) };
}

function readStatement(bytes: Uint8Array): { readonly statement: Statement } | Refused {
  try {
    return { statement: parseStatement(bytes) };
  } catch (error) {
    if (error instanceof Fault) return refuse('notAStatement', error.message);
    throw error;
  }
}

function verifySignature(of: DecisionQuestion): { readonly claim: SigningKeyClaim } | Refused {
  const verdict = verifySshsig({ armor: of.armor, message: of.statementBytes, namespace: signoffNamespace });
  switch (verdict.kind) {
    case 'valid':
      return { claim: verdict };
    case 'useSshKeygen':
      // A certificate's fingerprint is of the certificate; only what ssh-keygen called good counts.
      if (of.confirmedFingerprint === verdict.claim.fingerprint) return { claim: verdict.claim };
      return refuse('needsSshKeygen', 'Only ssh-keygen can verify a signature of this kind.');
    case 'invalid': {
      const code = verdict.reason === 'wrongNamespace' ? 'wrongNamespace' : 'signatureInvalid';
      return refuse(code, describeInvalid(verdict.reason), verdict.reason);
    }
  }
}

const misfitCodes: Partial<Record<keyof StatementBindings, RefusalCode>> = {
  promotion: 'otherPromotion',
  service: 'otherService',
  environment: 'otherEnvironment',
  artifactSha256: 'otherArtifact',
};

function findMisfit(statement: Statement, of: DecisionQuestion): Refused | undefined {
  const [first] = compareStatement(statement, of.bindings);
  if (first) {
    const code =
      (first.field in misfitCodes && misfitCodes[first.field as keyof StatementBindings]) || 'stale';
    return refuse(code, first.text);
  }
  const statedMs = Date.parse(statement.statedAt);
  const expiresMs = Date.parse(statement.expiresAt);
  const recordedMs = Date.parse(of.recordedAt);
  if (statedMs > recordedMs + maxClockSkewMs) {
    return refuse('statedInTheFuture', `It says ${statement.statedAt}, which is still to come.`);
  }
  if (recordedMs >= expiresMs)
    return refuse('expired', `The statement was good until ${statement.expiresAt}.`);
  const expiryMs = toExpiryMs(statement, of.policy);
  if (expiryMs === undefined) return refuse('stale', 'The policy of this environment knows no emergencies.');
  if (expiresMs - statedMs > expiryMs) {
    return refuse(
      'goodForTooLong',
      `It claims to be good until ${statement.expiresAt}, longer than the policy allows.`,
    );
  }
  return undefined;
}

function toExpiryMs(statement: Statement, policy: Policy): number | undefined {
  if (statement.decision === 'review') return Number.POSITIVE_INFINITY;
  return statement.rules === 'emergency' ? policy.emergency?.expiryMs : policy.expiryMs;
}
