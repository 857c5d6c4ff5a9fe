import { createHash } from 'node:crypto';

/**
 * SHA-256 (hex) of a value's canonical JSON: keys sorted, no spaces, `undefined` left out. Only for values that this app makes
 * itself (text, whole numbers, booleans, lists, records); what people sign is never serialised again.
 */
export function toCanonicalSha256(value: unknown): string {
  return createHash('sha256').update(toCanonicalJson(value)).digest('hex');
}

export function toCanonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, it: unknown) =>
    typeof it === 'object' && it !== null && !Array.isArray(it)
      ? Object.fromEntries(Object.entries(it).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : it,
  );
}
