export type Filled =
  | { readonly kind: 'filled'; readonly text: string }
  | { readonly kind: 'missing'; readonly names: readonly string[] };

/** `{NAME}` filled in from a host's variables. Every `{word}` is a placeholder: a slip must not become a path. */
export function fillTemplate(template: string, variables: Readonly<Record<string, string>>): Filled {
  const missing: string[] = [];
  const text = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) missing.push(name);
    return value ?? '';
  });
  return missing.length === 0 ? { kind: 'filled', text } : { kind: 'missing', names: [...new Set(missing)] };
}
