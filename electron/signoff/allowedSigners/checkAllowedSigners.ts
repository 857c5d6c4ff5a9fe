import type { Person, SigningKey } from '../../../shared/model/person.ts';
import type { PolicyFinding } from '../people/resolveRoster.ts';
import { type AllowedSigner, lintAllowedSigners } from './lintAllowedSigners.ts';

/** A line of the file (counted from 1), or a place in signalbox.yaml such as `people.ana.keys.0`. */
export type SignerProblem = { readonly message: string } & (
  | { readonly line: number }
  | Pick<PolicyFinding, 'path'>
);

/**
 * Whether a given file can be relied upon and says what `people` says: the app decides by the one, auditors verify with the
 * other. What is unknown of the people is not compared; a file that fails its lint is compared only when that is mended.
 */
export function checkAllowedSigners(
  text: string,
  { names, people }: { readonly names?: readonly string[]; readonly people?: readonly Person[] },
): readonly SignerProblem[] {
  const reading = lintAllowedSigners(text, names ? { people: names } : {});
  if (reading.kind === 'refused') return reading.findings.map(({ line, message }) => ({ line, message }));
  if (!people) return [];
  return [...findStrangeLines(reading.signers, people), ...findMissingKeys(reading.signers, people)];
}

interface Held {
  readonly holder: string;
  readonly key: SigningKey;
}

function findStrangeLines(signers: readonly AllowedSigner[], people: readonly Person[]): SignerProblem[] {
  const held = new Map(
    people.flatMap(({ name, keys }) =>
      keys.map((key): [string, Held] => [key.base64, { holder: name, key }]),
    ),
  );
  return signers.flatMap((it) => {
    const message = disagreementOf(it, held.get(it.base64));
    return message === undefined ? [] : [{ line: it.line, message }];
  });
}

function disagreementOf(it: AllowedSigner, held: Held | undefined): string | undefined {
  const key = `The key ${it.fingerprint}`;
  if (!held) return `${key} is not among the keys that people has for ${it.principal}.`;
  if (held.holder !== it.principal)
    return `${key} is ${held.holder}'s in people, and ${it.principal}'s here.`;
  // The file alone cannot say it: ssh-keygen takes revoked keys from a file of its own.
  if (held.key.isRevoked) return `${key} is revoked in people, and could sign by this line.`;
  const [theirs, ours] = [toSpan(it), toSpan(held.key)];
  return theirs === ours ? undefined : `${key} is good ${ours} in people, and ${theirs} here.`;
}

function toSpan({ validFromAt, validBeforeAt }: Pick<SigningKey, 'validFromAt' | 'validBeforeAt'>): string {
  const from = validFromAt === undefined ? [] : [`from ${validFromAt}`];
  const before = validBeforeAt === undefined ? [] : [`before ${validBeforeAt}`];
  return [...from, ...before].join(' and ') || 'at any time';
}

function findMissingKeys(signers: readonly AllowedSigner[], people: readonly Person[]): SignerProblem[] {
  const listed = new Set(signers.map((it) => it.base64));
  return people.flatMap(({ name, keys }) =>
    keys.flatMap((key, index) =>
      key.isRevoked || listed.has(key.base64)
        ? []
        : [
            {
              path: ['people', name, 'keys', index],
              message: `The key ${key.fingerprint} is not in the file of allowed signers.`,
            },
          ],
    ),
  );
}
