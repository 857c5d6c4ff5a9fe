import type { Location } from '../problems.ts';

/** One line of an OpenSSH client configuration; comments and blank lines are gone. */
export type SshConfigLine =
  | { readonly kind: 'host'; readonly patterns: readonly string[]; readonly at: Location }
  | { readonly kind: 'match'; readonly criteria: readonly MatchCriterion[]; readonly at: Location }
  | { readonly kind: 'include'; readonly files: readonly SshConfigFile[]; readonly at: Location }
  | { readonly kind: 'setting'; readonly keyword: string; readonly value: string; readonly at: Location };

export interface SshConfigFile {
  readonly name: string;
  readonly lines: readonly SshConfigLine[];
}

export interface MatchCriterion {
  /** In lower case, without the `!`. */
  readonly keyword: string;
  readonly isNegated: boolean;
  readonly value: string;
}

export const emptySshConfig: SshConfigFile = { name: '', lines: [] };
