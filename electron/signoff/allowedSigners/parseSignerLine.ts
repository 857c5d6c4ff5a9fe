/** A line of allowed_signers, taken apart but not judged. */
export interface SignerLine {
  /** Counted from 1. */
  readonly line: number;
  readonly principals: readonly string[];
  readonly options: readonly SignerOption[];
  readonly keyType: string;
  readonly base64: string;
}

export interface SignerOption {
  /** Lower case: OpenSSH takes names of options in any. */
  readonly name: string;
  readonly value: string | undefined;
}

const keyTypeGrammar = /^(ssh-|ecdsa-|sk-|rsa-)[a-z0-9@.-]+$/;

/**
 * `PRINCIPALS [OPTIONS] TYPE BASE64 [COMMENT]` (ssh-keygen(1), ALLOWED SIGNERS).
 * @returns `undefined` for what ssh-keygen would skip without a word.
 */
export function parseSignerLine(text: string, line: number): SignerLine | undefined {
  const words = splitWords(text);
  if (!words) return undefined;
  const [principals, second] = words;
  if (principals === undefined || second === undefined) return undefined;
  const hasOptions = !keyTypeGrammar.test(second);
  const options = hasOptions ? parseOptions(second) : [];
  const [keyType, base64] = words.slice(hasOptions ? 2 : 1);
  if (!options || keyType === undefined || base64 === undefined || !keyTypeGrammar.test(keyType))
    return undefined;
  return { line, principals: unquote(principals).split(','), options, keyType, base64 };
}

/** Blanks separate, but not between double quotes. */
function splitWords(text: string): string[] | undefined {
  const words = text.match(/(?:"[^"]*"|[^\s"])+/g) ?? [];
  return (text.match(/"/g) ?? []).length % 2 === 0 ? words : undefined;
}

function parseOptions(text: string): SignerOption[] | undefined {
  const parts = text.match(/(?:"[^"]*"|[^,"])+/g) ?? [];
  const options = parts.map((part) => {
    const match = /^([A-Za-z-]+)(?:="([^"]*)")?$/.exec(part);
    return match ? { name: (match[1] ?? '').toLowerCase(), value: match[2] } : undefined;
  });
  return options.every((it) => it !== undefined) ? options : undefined;
}

const unquote = (text: string): string => text.replace(/^"(.*)"$/, '$1');
