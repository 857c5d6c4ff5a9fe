import { createPrivateKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';

/** What an identity file turned out to be. */
export type Identity =
  | { readonly kind: 'ready'; readonly file: string; readonly key: ParsedKey }
  /** Needs a passphrase. The public half is known for OpenSSH's format, or when a `.pub` lies next to it. */
  | { readonly kind: 'locked'; readonly file: string; readonly text: string; readonly publicKey?: ParsedKey }
  /** A public key: the agent (or the hardware behind it) holds the private half. */
  | { readonly kind: 'public'; readonly file: string; readonly publicKey: ParsedKey }
  | { readonly kind: 'unusable'; readonly file: string; readonly why: string };

/** Reads an identity file without asking for its passphrase. Never throws: what is wrong is in the result. */
export async function readIdentity(file: string): Promise<Identity> {
  try {
    const text = await readFile(file, 'utf8');
    const parsed = parsePrivateKey(text);
    if (parsed.kind === 'key' && !parsed.key.isPrivateKey())
      return { kind: 'public', file, publicKey: parsed.key };
    if (await isReadableByOthers(file)) {
      return { kind: 'unusable', file, why: 'others may read it; ssh refuses such a key (chmod 600)' };
    }
    if (parsed.kind === 'key') return { kind: 'ready', file, key: parsed.key };
    if (parsed.kind === 'failed') return { kind: 'unusable', file, why: parsed.why };
    const publicKey = parsePublicHalf(text) ?? (await readPublicKey(`${file}.pub`));
    return { kind: 'locked', file, text, ...(publicKey === undefined ? {} : { publicKey }) };
  } catch (error) {
    return { kind: 'unusable', file, why: error instanceof Error ? error.message : String(error) };
  }
}

type ParsedIdentity =
  | { readonly kind: 'key'; readonly key: ParsedKey }
  | { readonly kind: 'locked' }
  | { readonly kind: 'failed'; readonly why: string };

/** OpenSSH's format and PEM (PKCS#1, SEC1, and PKCS#8, which ssh2 itself does not read). */
export function parsePrivateKey(text: string, passphrase?: string): ParsedIdentity {
  if (/^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/m.test(text)) return parsePkcs8(text, passphrase);
  const key = ssh2.utils.parseKey(text, passphrase);
  if (!(key instanceof Error)) return { kind: 'key', key };
  // ssh2 tells an encrypted key only by this sentence.
  if (passphrase === undefined && key.message.includes('no passphrase given')) return { kind: 'locked' };
  return { kind: 'failed', why: key.message };
}

function parsePkcs8(text: string, passphrase: string | undefined): ParsedIdentity {
  if (passphrase === undefined && text.includes('BEGIN ENCRYPTED')) return { kind: 'locked' };
  try {
    const key = createPrivateKey({ key: text, ...(passphrase === undefined ? {} : { passphrase }) });
    if (key.asymmetricKeyType === 'ed25519') {
      return {
        kind: 'failed',
        why: 'an ed25519 key in PKCS#8 is not supported; ssh-keygen -p -f … converts it',
      };
    }
    const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1';
    return parsePrivateKey(key.export({ type, format: 'pem' }).toString());
  } catch (error) {
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

/** OpenSSH's own format keeps the public half in the clear (PROTOCOL.key, "Overall format"). */
function parsePublicHalf(text: string): ParsedKey | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+)-----END OPENSSH PRIVATE KEY-----/.exec(
    text,
  )?.[1];
  if (body === undefined) return undefined;
  const data = Buffer.from(body, 'base64');
  let at = 'openssh-key-v1\0'.length;
  const readString = (): Buffer => {
    const start = at + 4;
    at = start + data.readUInt32BE(at);
    return data.subarray(start, at);
  };
  readString(); // cipher
  readString(); // key derivation
  readString(); // its options
  at += 4; // number of keys, always one
  const blob = readString();
  const type = blob.toString('latin1', 4, 4 + blob.readUInt32BE(0));
  return parsePublicLine(`${type} ${blob.toString('base64')}`);
}

async function readPublicKey(file: string): Promise<ParsedKey | undefined> {
  try {
    return parsePublicLine(await readFile(file, 'utf8'));
  } catch {
    // Without it the key can only be offered once it is unlocked.
    return undefined;
  }
}

function parsePublicLine(line: string): ParsedKey | undefined {
  const key = ssh2.utils.parseKey(line);
  return key instanceof Error ? undefined : key;
}

async function isReadableByOthers(file: string): Promise<boolean> {
  return process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0;
}
