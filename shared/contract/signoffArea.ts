import { z } from 'zod';
import { fileAuthorship } from '../model/fileAuthorship.ts';
import { identitySession, keySource, usableKey } from '../model/identity.ts';
import { environmentName, instant, releaseVersion, serviceName, sha256Hex } from '../model/names.ts';
import { bot, person, personName } from '../model/person.ts';
import { policy } from '../model/policy.ts';
import { promotionDossier, promotionId, promotionOutlook } from '../model/promotion.ts';
import { statementDecision, statementRules } from '../model/statement.ts';
import { command, feed, question } from './define.ts';

const target = z.strictObject({
  service: serviceName,
  environment: environmentName,
  version: releaseVersion,
  rules: statementRules,
});
const words = z.string().trim().min(1).max(2_000);
const nothing = z.strictObject({});

/** Who is at the desktop; `undefined` in `session` for nobody. */
export const identityState = z.strictObject({ session: identitySession.optional() });
export type IdentityState = z.infer<typeof identityState>;

export const signedStatement = z.strictObject({
  person: personName,
  decision: statementDecision,
  recordedAt: instant,
  statementSha256: sha256Hex,
  /** The exact bytes; they are plain ASCII. */
  statement: z.string(),
  /** Armored SSH signature of namespace `signoff@signalbox`. */
  signature: z.string(),
});
export type SignedStatement = z.infer<typeof signedStatement>;

export const signoffMethods = {
  /** People, bots and policies as the files say now. WORKSPACE_INVALID when they cannot be read. */
  'people.describe': question(
    nothing,
    z.strictObject({
      people: z.array(person),
      bots: z.array(bot),
      policies: z.array(policy),
      changedBy: fileAuthorship,
      allowedSigners: z.string(),
    }),
  ),

  /** Keys of this person that can be used from here: those that an agent holds, and key files in ~/.ssh. */
  'identity.keys': question(
    z.strictObject({ person: personName }),
    z.strictObject({ keys: z.array(usableKey) }),
  ),
  /** A signed challenge. AUTHENTICATION_FAILED, NOT_FOUND, CANCELLED, TIMED_OUT. */
  'identity.unlock': command(
    ['identityUnlocked', 'identityRefused', 'identityLocked'],
    z.strictObject({ person: personName, key: keySource }),
    identitySession,
  ),
  'identity.lock': command(['identityLocked'], nothing, nothing),

  /** Everything that such a promotion would be judged by, before anybody is asked. Nothing is changed anywhere. */
  'promotions.outlook': question(target, promotionOutlook),
  /**
   * Asks for sign-offs on exactly this plan. An open promotion of the same service and environment is superseded.
   * IDENTITY_REQUIRED, PLAN_CHANGED, IMPLEMENTERS_UNKNOWN, POLICY_UNSATISFIABLE, each recorded as refused.
   */
  'promotions.request': command(
    ['promotionRequested', 'promotionRefused', 'promotionSuperseded'],
    target.extend({ planSha256: sha256Hex, reason: words.optional() }),
    z.strictObject({ promotionId }),
  ),
  /** Looks at hosts, balancers, repositories and policy anew. */
  'promotions.describe': question(z.strictObject({ promotionId }), promotionDossier),
  /**
   * The exact bytes for this person to sign, here or elsewhere. NOT_ELIGIBLE with the reasons, PROMOTION_CLOSED.
   */
  'promotions.statement': command(
    ['statementIssued', 'promotionRevised', 'signoffRefused'],
    z.strictObject({ promotionId, person: personName, decision: statementDecision }),
    z.strictObject({ statement: z.string(), statementSha256: sha256Hex, expiresAt: instant }),
  ),
  /** Signs the bytes that were shown with the person's key, and takes the sign-off in. SIGNOFF_REFUSED, NOT_ELIGIBLE. */
  'promotions.sign': command(
    ['signoffRecorded', 'signoffRefused', 'promotionRevised'],
    z.strictObject({ promotionId, statementSha256: sha256Hex, key: keySource }),
    z.strictObject({ person: personName, decision: statementDecision }),
  ),
  /** Takes in a signature that was made elsewhere, of bytes that `promotions.statement` handed out. */
  'promotions.takeIn': command(
    ['signoffRecorded', 'signoffRefused', 'promotionRevised'],
    z.strictObject({ promotionId, signature: z.string().max(16_384) }),
    z.strictObject({ person: personName, decision: statementDecision, statementSha256: sha256Hex }),
  ),
  'promotions.withdraw': command(
    ['promotionWithdrawn'],
    z.strictObject({ promotionId, reason: words }),
    nothing,
  ),
  /** What anyone needs to check the sign-offs with stock `ssh-keygen -Y verify`. */
  'promotions.proof': question(
    z.strictObject({ promotionId }),
    z.strictObject({
      signoffs: z.array(signedStatement),
      allowedSigners: z.string(),
      revokedKeys: z.string().optional(),
    }),
  ),
};

export const signoffFeeds = {
  identity: feed({
    key: nothing,
    snapshot: identityState,
    event: identityState,
    delivery: { kind: 'latest', coalesceBy: () => 'identity' },
  }),
};
