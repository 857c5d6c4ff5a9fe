import { z } from 'zod';

/** A command as a program and its arguments: each word arrives as it is, and no shell reads anything into it. */
export const commandWords = z
  .array(z.string().regex(/^[^\0]*$/, 'text without NUL'))
  .min(1)
  .describe(
    'A program and its arguments, word by word; {host}, {address}, {port}, {backend} and {server} stand for what is taken out or put in.',
  );

/** What is taken out of a pool, or put in, as the words of a command may name it. */
export interface CommandFacts {
  readonly host: string;
  readonly address: string;
  readonly port?: number | undefined;
  readonly backend: string;
  readonly server: string;
}

const placeholder = /\{(\w+)\}/g;
const known: ReadonlySet<string> = new Set(['host', 'address', 'port', 'backend', 'server']);

/** Placeholders of these words that stand for nothing, each once: a slip must not become an argument. */
export function unknownPlaceholders(words: readonly string[]): readonly string[] {
  const named = words.flatMap((word) => [...word.matchAll(placeholder)].map(([, name = '']) => name));
  return [...new Set(named.filter((name) => !known.has(name)))];
}

export function needsPort(words: readonly string[]): boolean {
  return words.some((word) => word.includes('{port}'));
}

/** The words with the facts put in; a word stays one word, whatever stands in it. */
export function fillCommandWords(words: readonly string[], facts: CommandFacts): readonly string[] {
  const values: Readonly<Record<string, string>> = {
    host: facts.host,
    address: facts.address,
    port: facts.port === undefined ? '' : String(facts.port),
    backend: facts.backend,
    server: facts.server,
  };
  return words.map((word) => word.replaceAll(placeholder, (whole, name: string) => values[name] ?? whole));
}
