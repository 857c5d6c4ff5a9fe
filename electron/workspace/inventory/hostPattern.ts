import { expandHostRange } from './hostRange.ts';

export type HostPattern =
  | { readonly kind: 'hosts'; readonly names: readonly string[]; readonly port?: string }
  | { readonly kind: 'faulty'; readonly message: string };

/** `web[01:20].example.com:2222`: names, and the port that may follow them. */
export function parseHostPattern(text: string): HostPattern {
  if (text.endsWith(':')) return { kind: 'faulty', message: `"${text}" ends with ":", but no port follows` };
  const match = /^(.+):(\d{1,5})$/.exec(text);
  const [, pattern = text, port] = match && !isInsideBrackets(text) ? match : [];
  const expansion = expandHostRange(pattern);
  if (expansion.kind === 'faulty') return expansion;
  return { kind: 'hosts', names: expansion.names, ...(port === undefined ? {} : { port }) };
}

/** The last colon of `web[1:3]x` or `[::1]` belongs to the brackets. */
function isInsideBrackets(text: string): boolean {
  const colon = text.lastIndexOf(':');
  return text.indexOf(']', colon) !== -1 || (text.includes('::') && !text.includes('['));
}
