import { parse, type Directive } from 'ssh-config';
import type { MatchCriterion } from './sshConfigFile.ts';

export type ParsedLine =
  | { readonly kind: 'blank' }
  | { readonly kind: 'host'; readonly patterns: readonly string[] }
  | { readonly kind: 'match'; readonly criteria: readonly MatchCriterion[] }
  | { readonly kind: 'include'; readonly patterns: readonly string[] }
  | { readonly kind: 'setting'; readonly keyword: string; readonly value: string }
  | { readonly kind: 'faulty'; readonly message: string };

/**
 * One line at a time: ssh_config knows no continuation lines, and the library does not say on which line it
 * stumbled. Its own `compute` is not used, since it runs `Match exec` commands and asks DNS.
 */
export function parseSshConfigLine(text: string): ParsedLine {
  if (text.trim() === '' || text.trimStart().startsWith('#')) return { kind: 'blank' };
  const directive = parseDirective(text.trim());
  if (typeof directive === 'string') return { kind: 'faulty', message: directive };
  const words = wordsOf(directive);
  // Keywords are case-insensitive, arguments are not (ssh_config(5)).
  const keyword = directive.param.toLowerCase();
  if (words.length === 0) return { kind: 'faulty', message: `${directive.param} has no value` };
  switch (keyword) {
    case 'host':
      return { kind: 'host', patterns: words };
    case 'match':
      return matchOf(words);
    case 'include':
      return { kind: 'include', patterns: words };
    default:
      return { kind: 'setting', keyword, value: words.join(' ') };
  }
}

function parseDirective(text: string): Directive | string {
  try {
    const [line] = parse(text);
    return line !== undefined && 'param' in line ? line : 'is no "Keyword value" line';
  } catch (error) {
    // The library throws a plain Error for open quotes, and trips over a keyword that has no value.
    if (error instanceof TypeError) return 'has a keyword, but no value';
    return error instanceof Error ? error.message : String(error);
  }
}

function wordsOf({ value }: Directive): readonly string[] {
  const words = typeof value === 'string' ? [value] : value.map((it) => it.val);
  return words.filter((it) => it !== '');
}

/** Match takes criteria with one argument each, but for these. */
const withoutArgument = new Set(['all', 'canonical', 'final']);

function matchOf(words: readonly string[]): ParsedLine {
  const criteria: MatchCriterion[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const isNegated = word.startsWith('!');
    const keyword = word.slice(isNegated ? 1 : 0).toLowerCase();
    if (withoutArgument.has(keyword)) {
      criteria.push({ keyword, isNegated, value: '' });
      continue;
    }
    index += 1;
    const value = words[index];
    if (value === undefined) return { kind: 'faulty', message: `Match ${word} has no argument` };
    criteria.push({ keyword, isNegated, value });
  }
  return { kind: 'match', criteria };
}
