import type { Person, SigningKey } from '../../../shared/model/person.ts';
import { signoffNamespace } from '../../../shared/model/statement.ts';

/**
 * The `allowed_signers` file (ssh-keygen(1), ALLOWED SIGNERS) of these people: every line names one person, the namespaces
 * that the key is good for, and its time with Z, since a time without it is local to whoever verifies.
 * Revoked keys stay listed, and `toRevokedKeys` refuses them: with a line left out the reason would be a mystery.
 */
export function toAllowedSigners(
  people: readonly Person[],
  { namespaces = [signoffNamespace] }: { readonly namespaces?: readonly string[] } = {},
): string {
  return people.flatMap((it) => it.keys.map((key) => toLine(it.name, key, namespaces))).join('');
}

/** The file for `-r`: ssh-keygen refuses these keys whatever the time is. Empty when there are none. */
export function toRevokedKeys(people: readonly Person[]): string {
  const revoked = people.flatMap((it) => it.keys.filter((key) => key.isRevoked));
  return revoked.map((key) => `${key.type} ${key.base64}\n`).join('');
}

function toLine(principal: string, key: SigningKey, namespaces: readonly string[]): string {
  const options = [
    `namespaces="${namespaces.join(',')}"`,
    ...(key.validFromAt === undefined ? [] : [`valid-after="${toStamp(key.validFromAt)}"`]),
    ...(key.validBeforeAt === undefined ? [] : [`valid-before="${toStamp(key.validBeforeAt)}"`]),
  ];
  return `${principal} ${options.join(',')} ${key.type} ${key.base64}\n`;
}

/** YYYYMMDDHHMMSSZ */
function toStamp(at: string): string {
  return `${at.slice(0, 19).replace(/[-T:]/g, '')}Z`;
}
