import { readFileSync, statSync } from 'node:fs';
import { Fault } from '../../shared/protocol/fault.ts';
import { toFingerprint } from './fingerprint.ts';
import { matchesHostField } from './hostPattern.ts';
import { parseKnownHosts, type KnownHostLine, type KnownHostsFile } from './knownHostsFile.ts';

export interface KnownKey {
  readonly keyType: string;
  readonly fingerprint: string;
  /** `file:line` */
  readonly where: string;
}

export type HostKeyVerdict =
  | { readonly kind: 'trusted'; readonly where: string }
  | {
      readonly kind: 'unknown';
      /** Keys of other types that are known for this host. */
      readonly otherKeys: readonly KnownKey[];
      /** `file:line` of certificate authorities for this host, which are of no use here. */
      readonly certificateAuthorities: readonly string[];
    }
  /** A different key of the same type is known. */
  | { readonly kind: 'changed'; readonly knownKeys: readonly KnownKey[] }
  | { readonly kind: 'revoked'; readonly where: string };

export interface KnownHosts {
  check(host: string, port: number, keyType: string, keyBlob: Buffer): HostKeyVerdict;
  /** The key types known for a host, to be negotiated first, as OpenSSH does. */
  keyTypes(host: string, port: number): readonly string[];
  /** Lines that could not be read, each with `file:line`. */
  problems(): readonly string[];
  /** Where a new line belongs. */
  readonly file: string;
}

/** Host keys from texts that were read already. */
export function createKnownHosts(files: readonly KnownHostsFile[], file: string): KnownHosts {
  const lines = files.flatMap((known) => known.lines);
  return {
    check: (host, port, keyType, keyBlob) => decideHostKey(lines, host, port, keyType, keyBlob),
    keyTypes: (host, port) => listKeyTypes(lines, host, port),
    problems: () => files.flatMap((known) => known.problems),
    file,
  };
}

/**
 * Host keys from `known_hosts` files, the first of which is where new lines belong. Files are read again when
 * they have changed, so that a line a person adds counts from the next connection on. A file that does not
 * exist is empty; one that cannot be read is a fault, because it may revoke a key.
 */
export function createKnownHostsFromFiles(paths: readonly [string, ...string[]]): KnownHosts {
  const cache = new Map<string, { version: string; parsed: KnownHostsFile }>();
  const current = (): KnownHosts =>
    createKnownHosts(
      paths.map((path) => readCached(path, cache)),
      paths[0],
    );
  return {
    check: (...query) => current().check(...query),
    keyTypes: (...query) => current().keyTypes(...query),
    problems: () => current().problems(),
    file: paths[0],
  };
}

function readCached(
  path: string,
  cache: Map<string, { version: string; parsed: KnownHostsFile }>,
): KnownHostsFile {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return { lines: [], problems: [] };
    const version = `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
    const cached = cache.get(path);
    if (cached?.version === version) return cached.parsed;
    const parsed = parseKnownHosts(readFileSync(path, 'utf8'), path);
    cache.set(path, { version, parsed });
    return parsed;
  } catch (error) {
    throw new Fault('HOST_KEY_REFUSED', `${path} cannot be read: ${String(error)}`, {
      wayOut: `Make ${path} readable: without it no host key can be checked.`,
      cause: error,
    });
  }
}

/**
 * OpenSSH's order: a revoked key is refused before anything else, a known key is trusted, another key of the
 * same type means the host changed, and everything else is unknown. When `[host]:port` says nothing, a key of
 * the bare host is trusted too (sshconnect.c, "checking without port identifier"); a revocation counts under
 * either name.
 */
function decideHostKey(
  lines: readonly KnownHostLine[],
  host: string,
  port: number,
  keyType: string,
  keyBlob: Buffer,
): HostKeyVerdict {
  const { exact, bare } = linesFor(lines, host, port);
  const isSameKey = (line: KnownHostLine) => line.keyBlob.equals(keyBlob);
  const revoked = [...exact, ...bare].find((line) => line.marker === 'revoked' && isSameKey(line));
  if (revoked) return { kind: 'revoked', where: revoked.where };

  const known = exact.filter(isPlain);
  const candidates = known.length > 0 ? known : bare.filter(isPlain);
  const trusted = candidates.find(isSameKey);
  if (trusted) return { kind: 'trusted', where: trusted.where };

  const sameType = known.filter((line) => line.keyType === keyType);
  if (sameType.length > 0) return { kind: 'changed', knownKeys: sameType.map(toKnownKey) };
  const authorities = [...exact, ...bare].filter((line) => line.marker === 'certAuthority');
  return {
    kind: 'unknown',
    otherKeys: known.map(toKnownKey),
    certificateAuthorities: authorities.map((line) => line.where),
  };
}

function listKeyTypes(lines: readonly KnownHostLine[], host: string, port: number): readonly string[] {
  const { exact, bare } = linesFor(lines, host, port);
  const known = exact.some(isPlain) ? exact : bare;
  return [...new Set(known.filter(isPlain).map((line) => line.keyType))];
}

function isPlain(line: KnownHostLine): boolean {
  return line.marker === 'none';
}

/** The lines that mean this host: by its exact name, and, for another port than 22, by the bare host too. */
function linesFor(
  lines: readonly KnownHostLine[],
  host: string,
  port: number,
): { readonly exact: readonly KnownHostLine[]; readonly bare: readonly KnownHostLine[] } {
  const matching = (name: string) => lines.filter((line) => matchesHostField(line.hosts, name));
  const bareName = host.toLowerCase();
  if (port === 22) return { exact: matching(bareName), bare: [] };
  return { exact: matching(toHostField(bareName, port)), bare: matching(bareName) };
}

/** How a host is written in `known_hosts`: `host`, or `[host]:port` for another port than 22. */
export function toHostField(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

function toKnownKey(line: KnownHostLine): KnownKey {
  return { keyType: line.keyType, fingerprint: toFingerprint(line.keyBlob), where: line.where };
}
