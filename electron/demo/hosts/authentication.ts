import { timingSafeEqual } from 'node:crypto';
import { parseKey, type AuthContext, type ParsedKey } from './ssh2.ts';

/** Lets one person in, with one key: anything else is refused and told that keys are the way. */
export function createAuthentication(user: string, publicKey: string): (context: AuthContext) => void {
  const allowed = parsePublicKey(publicKey);
  return (context) => {
    if (context.method !== 'publickey') return context.reject(['publickey']);
    const { key, signature, blob, hashAlgo } = context;
    const isAllowedKey =
      context.username === user && key.algo === allowed.type && isEqual(key.data, allowed.getPublicSSH());
    if (!isAllowedKey) return context.reject(['publickey']);
    // Without a signature the client only asks whether this key would do (RFC 4252, section 7).
    if (signature === undefined) return context.accept();
    const isSigned = blob !== undefined && allowed.verify(blob, signature, hashAlgo) === true;
    return isSigned ? context.accept() : context.reject(['publickey']);
  };
}

function parsePublicKey(text: string): ParsedKey {
  const key = parseKey(text);
  if (key instanceof Error) throw key;
  return key;
}

function isEqual(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
