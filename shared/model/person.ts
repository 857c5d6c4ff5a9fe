import { z } from 'zod';
import { instant } from './names.ts';

/**
 * A person's short name, which is also the principal in `allowed_signers`: principals are patterns there, so none of
 * `* ? ! ,` may be in a name.
 */
export const personName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/,
    'a short name: letters, digits, dot, dash and underscore, at most 63',
  );
export type PersonName = z.infer<typeof personName>;

export const groupName = personName;

/** ASCII only: a look-alike letter of another alphabet must never pass for the real one. */
export const emailAddress = z
  .string()
  .max(254)
  .regex(/^[!-;=?A-~]+@[!-;=?A-~]+$/, 'an e-mail address in plain ASCII, without <>');

/** `TYPE BASE64 [COMMENT]`, as `ssh-keygen` writes it into a `.pub` file. What is inside is checked later. */
export const sshPublicKeyLine = z
  .string()
  .max(8_192)
  .regex(
    /^[a-z0-9@.-]{1,64} [A-Za-z0-9+/]{16,}={0,2}( [\x20-\x7e]*)?$/,
    'a line of a .pub file: TYPE BASE64 COMMENT',
  );

/** allowed_signers knows whole seconds only, so nothing finer may be asked for. */
const keyDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, 'a UTC time to the second, such as 2026-01-31T00:00:00Z')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'a date that exists')
  .transform((text) => new Date(text).toISOString());

const keyEntry = z.union([
  sshPublicKeyLine,
  z.strictObject({
    key: sshPublicKeyLine.describe('A line of a .pub file.'),
    validFrom: keyDate.optional().describe('Signatures before this moment do not count.'),
    validBefore: keyDate.optional().describe('Signatures from this moment on do not count: for leavers.'),
    revoked: z
      .boolean()
      .optional()
      .describe('True after a compromise: no signature of this key counts, whenever it was made.'),
  }),
]);

export const personEntry = z.strictObject({
  displayName: z.string().min(1).max(100).optional().describe('The name as people say it.'),
  emails: z
    .array(emailAddress)
    .min(1)
    .describe('Every address that commits of this person carry; upper and lower case are the same.'),
  keys: z.array(keyEntry).optional().describe('SSH public keys that speak for this person, and nobody else.'),
  groups: z.array(groupName).optional().describe('Groups that policies name, such as releasers.'),
});
export type PersonEntry = z.infer<typeof personEntry>;

export const botEntry = z.strictObject({
  emails: z.array(emailAddress).min(1).describe('Addresses that its commits carry.'),
  writes: z
    .boolean()
    .optional()
    .describe(
      'True for a bot that changes code of its own, such as dependency updates. Default false: then a commit whose author it is must name a co-author.',
    ),
});
export type BotEntry = z.infer<typeof botEntry>;

/** `people:` and `bots:` of signalbox.yaml. */
export const peopleInput = z.record(personName, personEntry).describe('Who works here, by short name.');
export const botsInput = z.record(personName, botEntry).describe('Programs that commit, by name.');

/** Kinds of keys as policies name them; `fido` always asks for a touch. */
export const keyKind = z.enum(['ed25519', 'ecdsa', 'rsa', 'fido']);
export type KeyKind = z.infer<typeof keyKind>;

export const signingKey = z.strictObject({
  /** OpenSSH's name of the type, such as `ssh-ed25519`. */
  type: z.string(),
  kind: keyKind,
  /** The wire form, base64 with padding. */
  base64: z.string(),
  /** `SHA256:…` as ssh-keygen prints it. */
  fingerprint: z.string(),
  comment: z.string(),
  validFromAt: instant.optional(),
  validBeforeAt: instant.optional(),
  isRevoked: z.boolean(),
});
export type SigningKey = z.infer<typeof signingKey>;

export const person = z.strictObject({
  name: personName,
  displayName: z.string(),
  /** Folded by `foldEmail`, sorted. */
  emails: z.array(z.string()),
  groups: z.array(groupName),
  keys: z.array(signingKey),
});
export type Person = z.infer<typeof person>;

export const bot = z.strictObject({ name: personName, emails: z.array(z.string()), writes: z.boolean() });
export type Bot = z.infer<typeof bot>;

/** Everybody and everything that commits or signs. No address, no key and no name is held twice. */
export const roster = z.strictObject({ people: z.array(person), bots: z.array(bot) });
export type Roster = z.infer<typeof roster>;

/**
 * The one rule by which addresses are compared: the letters A to Z become a to z, nothing else changes. Not
 * `toLowerCase`, which makes an ASCII k of the Kelvin sign: what is not plain ASCII stays itself, maps to nobody and blocks.
 */
export function foldEmail(email: string): string {
  return email.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
