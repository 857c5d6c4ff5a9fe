import { posix } from 'node:path';
import { fillTemplate } from './fillTemplate.ts';

export type FilledDirectory =
  | { readonly kind: 'directory'; readonly directory: string }
  | { readonly kind: 'missing'; readonly names: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string; readonly expected: string };

/** A service's folder on one host: absolute, or relative to the login folder, and never outside of what it says. */
export function fillDirectory(
  template: string,
  variables: Readonly<Record<string, string>>,
): FilledDirectory {
  const filled = fillTemplate(template, variables);
  if (filled.kind === 'missing') return filled;
  const { text } = filled;
  const refused = (reason: string, expected: string): FilledDirectory => ({
    kind: 'refused',
    message: `${JSON.stringify(text.slice(0, 80))} ${reason}`,
    expected,
  });
  if (text.startsWith('~')) {
    return refused(
      'begins with "~", which is not expanded on the host',
      'a path relative to the login folder',
    );
  }
  if (/\p{Cc}/u.test(text)) return refused('has control characters', 'a path');
  if (text.split('/').includes('..')) return refused('climbs out with ".."', 'a path without ".."');
  // `/srv/shop/` and `/srv//shop` are one folder: uniqueness is judged on one spelling.
  const directory = posix.normalize(text).replace(/(.)\/$/, '$1');
  if (directory === '/' || directory === '.')
    return refused('is no folder of its own', 'a folder for this service');
  return { kind: 'directory', directory };
}
