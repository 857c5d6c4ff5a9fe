import { parseBase64 } from './wireReader.ts';

const begin = '-----BEGIN SSH SIGNATURE-----';
const end = '-----END SSH SIGNATURE-----';

/** The longest honest one, RSA with 16384 bits, needs 6 KB; WebAuthn adds its client data. */
export const maxArmorBytes = 16_384;

export type ArmorReading =
  | { readonly kind: 'blob'; readonly blob: Buffer }
  | {
      readonly kind: 'refused';
      readonly reason: 'noArmor' | 'textAroundArmor' | 'carriageReturns' | 'tooLong' | 'badBase64';
    };

/**
 * Takes the armor off, stricter than `ssh-keygen`, which ignores text after END: one signature, one text. LF line
 * ends, lines of at most 76 characters, canonical base64, at most one newline after END.
 */
export function parseArmor(armor: Uint8Array | string): ArmorReading {
  if (armor.length > maxArmorBytes) return { kind: 'refused', reason: 'tooLong' };
  const text = typeof armor === 'string' ? armor : Buffer.from(armor).toString('latin1');
  if (!text.includes(begin)) return { kind: 'refused', reason: 'noArmor' };
  if (text.includes('\r')) return { kind: 'refused', reason: 'carriageReturns' };
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines[0] !== begin || lines.at(-1) !== end) return { kind: 'refused', reason: 'textAroundArmor' };
  const body = lines.slice(1, -1);
  const isClean = body.every((line) => /^[A-Za-z0-9+/=]{1,76}$/.test(line));
  const blob = isClean ? parseBase64(body.join('')) : undefined;
  return blob ? { kind: 'blob', blob } : { kind: 'refused', reason: 'badBase64' };
}

/** Lines of 70 characters, as `ssh-keygen` writes them. */
export function toArmor(blob: Uint8Array): string {
  const lines =
    Buffer.from(blob)
      .toString('base64')
      .match(/.{1,70}/g) ?? [];
  return [begin, ...lines, end, ''].join('\n');
}
