import { z } from 'zod';
import { instant } from './names.ts';
import { keyKind, personName } from './person.ts';

/** How a key answered: from its file, or by an agent that holds it. */
export const identityMethod = z.enum(['file', 'agent']);
export type IdentityMethod = z.infer<typeof identityMethod>;

/** Who is at this desktop, as proven by a key. It allows no sign-off: each of those needs the key again. */
export const identitySession = z.strictObject({
  person: personName,
  displayName: z.string(),
  fingerprint: z.string(),
  unlockedAt: instant,
  endsAt: instant,
});
export type IdentitySession = z.infer<typeof identitySession>;

/** Where a private key is. The path is on this machine; `fingerprint` names one of the keys that an agent holds. */
export const keySource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1).max(4_096) }),
  z.strictObject({ kind: z.literal('agent'), fingerprint: z.string().min(1).max(200) }),
]);
export type KeySource = z.infer<typeof keySource>;

/** A key of a person that can be used from here. */
export const usableKey = z.strictObject({
  source: keySource,
  person: personName,
  fingerprint: z.string(),
  keyKind,
  comment: z.string(),
});
export type UsableKey = z.infer<typeof usableKey>;
