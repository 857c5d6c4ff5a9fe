import { resolve } from 'node:path';
import { expandHome } from '../sourceFiles.ts';

/** What ssh knows of the desktop before it looks at any host. */
export interface SshFacts {
  readonly home: string;
  readonly userName: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What `%` tokens of one host stand for, by their letter (ssh_config(5), TOKENS). */
export type SshTokens = Readonly<Record<string, string>>;

export type ExpandedPath =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'faulty'; readonly message: string };

/** `~/`, `${VARIABLE}` and `%x` filled in; anything that has no value is a fault, never an empty text. */
export function expandSshPath(
  text: string,
  facts: SshFacts,
  folder: string,
  tokens: SshTokens = { '%': '%', d: facts.home, u: facts.userName },
): ExpandedPath {
  const missing: string[] = [];
  const filled = text.replaceAll(/%(.?)|\$\{([^}]*)\}/g, (all, token: string | undefined, name?: string) => {
    const value = name === undefined ? lookUp(tokens, token ?? '') : facts.environment[name];
    if (value === undefined) missing.push(all);
    return value ?? '';
  });
  if (missing.length > 0)
    return { kind: 'faulty', message: `"${text}": ${missing.join(', ')} has no value here` };
  return { kind: 'path', path: resolve(folder, expandHome(filled, facts.home)) };
}

function lookUp(tokens: SshTokens, token: string): string | undefined {
  return Object.hasOwn(tokens, token) ? tokens[token] : undefined;
}
