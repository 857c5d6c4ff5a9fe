import { z } from 'zod';
import { duration } from './duration.ts';
import { environmentName, sha256Hex } from './names.ts';
import { groupName, keyKind, personName } from './person.ts';

/** Whom a policy keeps from signing: who wrote the change, who asked for it, who works the rollout. */
export const exclusion = z.enum(['implementers', 'requester', 'operator']);
export type Exclusion = z.infer<typeof exclusion>;

const hourMs = 3_600_000;
const oneDayMs = 24 * hourMs;
const expiry = duration.refine((ms) => ms >= 60_000 && ms <= 90 * oneDayMs, 'between 1m and 2160h');
const required = z.number().int().min(1).max(20);

/** `signoff:` of an environment in signalbox.yaml. */
export const policyInput = z.strictObject({
  required: required.optional().describe('How many different people must sign. Default 1.'),
  group: groupName.describe('Whose sign-offs count.'),
  exclude: z
    .array(exclusion)
    .optional()
    .describe('Who may not sign although in the group. Default: implementers, requester and operator.'),
  expiry: expiry.optional().describe('How long a sign-off is good for. Default 24h.'),
  keyKinds: z
    .array(keyKind)
    .min(1)
    .optional()
    .describe('Kinds of keys that count; [fido] asks for a hardware key and its touch. Default: all.'),
  emergency: z
    .strictObject({
      group: groupName.describe('Who may let a promotion pass in an emergency, with a reason.'),
      required: required.optional().describe('How many of them. Default 1.'),
      exclude: z
        .array(exclusion)
        .optional()
        .describe('Who may not, although in that group. Default: nobody is left out.'),
      expiry: expiry.optional().describe('How long an emergency sign-off is good for. Default 1h.'),
      reviewGroup: groupName
        .optional()
        .describe("Who reviews afterwards; never an implementer. Default: the policy's group."),
      reviewWithin: expiry.describe('How soon after the deployment the review must be signed.'),
    })
    .optional()
    .describe('Without it there are no emergencies here.'),
});
export type PolicyInput = z.infer<typeof policyInput>;

const rules = {
  required,
  group: groupName,
  /** The group's people when the policy was read, sorted: who joins or leaves makes another policy. */
  members: z.array(personName),
  exclude: z.array(exclusion),
  expiryMs: z.number().int(),
};

export const policy = z.strictObject({
  environment: environmentName,
  ...rules,
  keyKinds: z.array(keyKind),
  emergency: z
    .strictObject({
      ...rules,
      reviewGroup: groupName,
      reviewMembers: z.array(personName),
      reviewWithinMs: z.number().int(),
    })
    .optional(),
  /** SHA-256 of everything above, in canonical JSON. */
  version: sha256Hex,
});
export type Policy = z.infer<typeof policy>;

/** The rules that an ordinary or an emergency promotion is judged by. */
export interface PolicyRules {
  readonly required: number;
  readonly group: string;
  readonly members: readonly string[];
  readonly exclude: readonly Exclusion[];
  readonly expiryMs: number;
}

export const policyDefaults = {
  required: 1,
  exclude: exclusion.options,
  expiryMs: oneDayMs,
  keyKinds: keyKind.options,
  emergencyExpiryMs: hourMs,
} as const;
