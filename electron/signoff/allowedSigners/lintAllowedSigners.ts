import { signoffNamespace } from '../../../shared/model/statement.ts';
import { parseKeyLine } from '../people/parseKeyLine.ts';
import { type SignerLine, type SignerOption, parseSignerLine } from './parseSignerLine.ts';

export type SignerRule =
  | 'carriageReturn'
  | 'unreadableLine'
  | 'noNamespaces'
  | 'otherNamespaces'
  | 'patternPrincipal'
  | 'severalPrincipals'
  | 'unknownPrincipal'
  | 'localDate'
  | 'badDate'
  | 'emptyValidity'
  | 'unknownOption'
  | 'repeatedOption'
  | 'certAuthority'
  | 'unusableKey'
  | 'sharedKey'
  | 'repeatedKey'
  | 'noSigners';

export interface SignerFinding {
  readonly rule: SignerRule;
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** A line that may be relied upon: one person, one key, one purpose, one span of time. */
export interface AllowedSigner {
  /** Counted from 1. */
  readonly line: number;
  readonly principal: string;
  readonly keyType: string;
  readonly base64: string;
  readonly fingerprint: string;
  readonly validFromAt?: string;
  readonly validBeforeAt?: string;
}

export type AllowedSignersReading =
  | { readonly kind: 'clean'; readonly signers: readonly AllowedSigner[] }
  | { readonly kind: 'refused'; readonly findings: readonly SignerFinding[] };

type Collect = (rule: SignerRule, line: number, message: string) => void;

/**
 * Reads a given `allowed_signers` file and refuses all of it for any line that ssh-keygen would take, or skip, in a way that
 * people do not expect. Every rule is a finding of its own, and all are reported.
 * @param known the workspace's people; a principal that is none of them is a finding.
 */
export function lintAllowedSigners(
  text: string,
  known: { readonly people?: readonly string[]; readonly namespace?: string } = {},
): AllowedSignersReading {
  const findings: SignerFinding[] = [];
  const collect: Collect = (rule, line, message) => void findings.push({ rule, line, message });
  const signers = text.split('\n').flatMap((raw, index) => readLine(raw, index + 1, known, collect));
  findSharedKeys(signers, collect);
  if (signers.length === 0 && findings.length === 0)
    collect('noSigners', 1, 'Nobody may sign: the file has no lines.');
  return findings.length > 0
    ? { kind: 'refused', findings: findings.toSorted((a, b) => a.line - b.line) }
    : { kind: 'clean', signers };
}

function readLine(
  raw: string,
  line: number,
  known: { readonly people?: readonly string[]; readonly namespace?: string },
  collect: Collect,
): AllowedSigner[] {
  if (raw.includes('\r')) {
    collect(
      'carriageReturn',
      line,
      'The line ends with a carriage return (Windows line ends), which breaks verification.',
    );
  }
  const trimmed = raw.replace(/\r/g, '').trim();
  if (trimmed === '' || trimmed.startsWith('#')) return [];
  const parsed = parseSignerLine(trimmed, line);
  if (!parsed) {
    collect(
      'unreadableLine',
      line,
      'ssh-keygen would skip this line without a word: it is not PRINCIPAL OPTIONS TYPE KEY.',
    );
    return [];
  }
  const principal = lintPrincipals(parsed, known.people, collect);
  lintOptionNames(parsed, collect);
  lintNamespaces(parsed, known.namespace ?? signoffNamespace, collect);
  const validity = lintDates(parsed, collect);
  const key = parseKeyLine(`${parsed.keyType} ${parsed.base64}`);
  if (key.kind === 'unusable') {
    collect('unusableKey', line, `The key cannot be used: ${key.why}.`);
    return [];
  }
  const { fingerprint } = key.key;
  return [{ line, principal, keyType: parsed.keyType, base64: parsed.base64, fingerprint, ...validity }];
}

function lintPrincipals(it: SignerLine, people: readonly string[] | undefined, collect: Collect): string {
  for (const principal of it.principals) {
    if (/[*?!]/.test(principal)) {
      collect(
        'patternPrincipal',
        it.line,
        `"${principal}" is a pattern: the key would speak for others too.`,
      );
    } else if (people && !people.includes(principal)) {
      collect('unknownPrincipal', it.line, `"${principal}" is nobody of this workspace.`);
    }
  }
  if (it.principals.length > 1) {
    collect(
      'severalPrincipals',
      it.line,
      `One key for ${it.principals.join(' and ')}: one person could be a quorum.`,
    );
  }
  return it.principals[0] ?? '';
}

const knownOptions = new Set(['namespaces', 'valid-after', 'valid-before', 'cert-authority']);

function lintOptionNames(it: SignerLine, collect: Collect): void {
  const seen = new Set<string>();
  for (const { name, value } of it.options) {
    if (name === 'cert-authority') {
      collect(
        'certAuthority',
        it.line,
        'cert-authority lets another key name people; list the keys themselves.',
      );
    } else if (!knownOptions.has(name) || value === undefined) {
      collect(
        'unknownOption',
        it.line,
        `ssh-keygen knows no option "${name}" of this form and would skip the line.`,
      );
    }
    if (seen.has(name)) collect('repeatedOption', it.line, `The option ${name} is there twice.`);
    seen.add(name);
  }
}

function valueOf(it: SignerLine, name: string): string | undefined {
  return it.options.find((option: SignerOption) => option.name === name)?.value;
}

function lintNamespaces(it: SignerLine, wanted: string, collect: Collect): void {
  const value = valueOf(it, 'namespaces');
  if (value === undefined || value.trim() === '') {
    collect(
      'noNamespaces',
      it.line,
      'Without namespaces= the key signs for every purpose, such as Git commits.',
    );
    return;
  }
  if (value !== wanted) {
    collect('otherNamespaces', it.line, `namespaces must be exactly "${wanted}", and is "${value}".`);
  }
}

interface Validity {
  readonly validFromAt?: string;
  readonly validBeforeAt?: string;
}

function lintDates(it: SignerLine, collect: Collect): Validity {
  const from = lintDate(it, 'valid-after', collect);
  const before = lintDate(it, 'valid-before', collect);
  if (from !== undefined && before !== undefined && from >= before) {
    collect('emptyValidity', it.line, 'The key ends before it begins.');
  }
  return {
    ...(from === undefined ? {} : { validFromAt: from }),
    ...(before === undefined ? {} : { validBeforeAt: before }),
  };
}

/** YYYYMMDD[HHMM[SS]][Z], ssh-keygen(1). */
function lintDate(it: SignerLine, name: string, collect: Collect): string | undefined {
  const value = valueOf(it, name);
  if (value === undefined) return undefined;
  const match = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(Z?)$/.exec(value);
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone] = match ?? [];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  // Date takes 31 February for 3 March.
  const date = match ? new Date(iso) : undefined;
  if (!date || Number.isNaN(date.getTime()) || date.toISOString() !== iso) {
    collect('badDate', it.line, `${name}="${value}" is no date such as 20260131000000Z.`);
    return undefined;
  }
  if (zone !== 'Z') {
    collect('localDate', it.line, `${name}="${value}" has no Z: it means another moment on every machine.`);
  }
  return iso;
}

function findSharedKeys(signers: readonly AllowedSigner[], collect: Collect): void {
  const seen = new Map<string, AllowedSigner>();
  for (const it of signers) {
    const other = seen.get(it.base64);
    if (other && other.principal !== it.principal) {
      const who = `${other.principal} (line ${other.line}) and ${it.principal}`;
      collect('sharedKey', it.line, `${it.fingerprint} is the key of ${who}: one person could be a quorum.`);
    } else if (other) {
      collect(
        'repeatedKey',
        it.line,
        `The key of line ${other.line} again: the wider span of time would win.`,
      );
    }
    if (!other) seen.set(it.base64, it);
  }
}
