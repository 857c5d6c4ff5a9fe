import type { Person, SigningKey } from '../../../shared/model/person.ts';
import type { Policy } from '../../../shared/model/policy.ts';

export type KeyObjection = 'revoked' | 'notYetValid' | 'expired' | 'kindNotAllowed';

/** What speaks against this key at this moment, or nothing. Revocation counts at any time. */
export function judgeKey(
  key: SigningKey,
  at: string,
  keyKinds: Policy['keyKinds'],
): { readonly objection: KeyObjection; readonly text: string } | undefined {
  if (key.isRevoked) return { objection: 'revoked', text: `key ${key.fingerprint} revoked` };
  if (key.validFromAt !== undefined && at < key.validFromAt) {
    return { objection: 'notYetValid', text: `key ${key.fingerprint} not valid before ${key.validFromAt}` };
  }
  if (key.validBeforeAt !== undefined && at >= key.validBeforeAt) {
    return { objection: 'expired', text: `key expired (${key.fingerprint}, ${key.validBeforeAt})` };
  }
  if (!keyKinds.includes(key.kind)) {
    return {
      objection: 'kindNotAllowed',
      text: `key ${key.fingerprint} is ${key.kind}, and the policy takes ${keyKinds.join(', ')} only`,
    };
  }
  return undefined;
}

export function findKey(
  people: readonly Person[],
  fingerprint: string,
): { readonly person: Person; readonly key: SigningKey } | undefined {
  for (const person of people) {
    const key = person.keys.find((it) => it.fingerprint === fingerprint);
    if (key) return { person, key };
  }
  return undefined;
}
