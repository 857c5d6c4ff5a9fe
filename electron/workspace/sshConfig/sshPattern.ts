/**
 * Patterns of ssh_config(5): `*` any text, `?` exactly one character. Matched by hand, without backtracking that
 * a long line of stars could make slow.
 */
export function matchesPattern(text: string, pattern: string): boolean {
  let [t, p] = [0, 0];
  let star: { readonly pattern: number; text: number } | undefined;
  while (t < text.length) {
    const wanted = pattern[p];
    if (wanted === '*') {
      star = { pattern: p, text: t };
      p += 1;
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[t])) {
      t += 1;
      p += 1;
    } else if (star) {
      star.text += 1;
      t = star.text;
      p = star.pattern + 1;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/**
 * True when one pattern fits one of the names and no negated pattern fits any. A host has two names where its
 * address is written in the workspace: a negation that fits either of them holds.
 */
export function matchesAny(names: readonly string[], patterns: readonly string[]): boolean {
  const fits = (pattern: string) => names.some((name) => matchesPattern(name, pattern));
  const negated = patterns.filter((it) => it.startsWith('!')).map((it) => it.slice(1));
  return !negated.some(fits) && patterns.some((it) => !it.startsWith('!') && fits(it));
}
