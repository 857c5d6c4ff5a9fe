import { keyTypeOf } from './fingerprint.ts';

/** One line of a `known_hosts` file. */
export interface KnownHostLine {
  readonly marker: 'none' | 'revoked' | 'certAuthority';
  /** The first field as written: patterns, or a hashed name. */
  readonly hosts: string;
  readonly keyType: string;
  readonly keyBlob: Buffer;
  /** `file:line` */
  readonly where: string;
}

export interface KnownHostsFile {
  readonly lines: readonly KnownHostLine[];
  /** Lines that could not be read, each with `file:line` and why. They never match. */
  readonly problems: readonly string[];
}

/** Reads the text of a `known_hosts` file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"); CRLF is taken as LF. */
export function parseKnownHosts(text: string, file: string): KnownHostsFile {
  const lines: KnownHostLine[] = [];
  const problems: string[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const where = `${file}:${index + 1}`;
    const parsed = parseLine(line, where);
    if (typeof parsed === 'string') problems.push(`${where}: ${parsed}`);
    else lines.push(parsed);
  });
  return { lines, problems };
}

function parseLine(line: string, where: string): KnownHostLine | string {
  const fields = line.split(/\s+/);
  const markerText = fields[0]?.startsWith('@') ? fields.shift() : undefined;
  const marker = toMarker(markerText);
  if (marker === undefined) return `unknown marker ${markerText}`;
  const [hosts, keyType, key] = fields;
  if (!hosts || !keyType || !key) return 'a line needs a host, a key type and a key';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return 'the key is not base64';
  const keyBlob = Buffer.from(key, 'base64');
  if (keyTypeOf(keyBlob) !== keyType) return `the key is not of type ${keyType}`;
  return { marker, hosts, keyType, keyBlob, where };
}

function toMarker(text: string | undefined): KnownHostLine['marker'] | undefined {
  if (text === undefined) return 'none';
  if (text === '@revoked') return 'revoked';
  if (text === '@cert-authority') return 'certAuthority';
  return undefined;
}
