/**
 * Host ranges as Ansible expands them (`ansible.plugins.inventory.expand_hostname_range`): `web[01:20]`, `[a:f]`,
 * `[1:10:2]`; both ends count, a leading zero fixes the width, several ranges multiply.
 */
export type Expansion =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'faulty'; readonly message: string };

const maximumHosts = 10_000;
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

export function expandHostRange(pattern: string): Expansion {
  const open = pattern.indexOf('[');
  if (open === -1) {
    return pattern.includes(']')
      ? faulty(`"]" without "[" in "${pattern}"`)
      : { kind: 'names', names: [pattern] };
  }
  const close = pattern.indexOf(']', open);
  if (close === -1) return faulty(`"[" without "]" in "${pattern}"`);
  const members = membersOf(pattern.slice(open + 1, close));
  if (members.kind === 'faulty') return members;
  const tails = expandHostRange(pattern.slice(close + 1));
  if (tails.kind === 'faulty') return tails;
  if (members.names.length * tails.names.length > maximumHosts) {
    return faulty(`"${pattern}" stands for more than ${maximumHosts} hosts`);
  }
  const head = pattern.slice(0, open);
  return {
    kind: 'names',
    names: members.names.flatMap((member) => tails.names.map((tail) => `${head}${member}${tail}`)),
  };
}

function membersOf(range: string): Expansion {
  const bounds = range.split(':');
  const [begin = '', end = '', stepText = '1'] = bounds;
  if (bounds.length < 2 || bounds.length > 3) return faulty(`the range [${range}] needs a begin and an end`);
  if (end === '') return faulty(`the range [${range}] has no end`);
  const step = /^\d{1,6}$/.test(stepText) ? Number(stepText) : 0;
  if (step === 0) return faulty(`the step of the range [${range}] is not a whole number above 0`);
  // Ansible: an empty begin is 0.
  return isLetter(begin) && isLetter(end)
    ? letterMembers(range, begin, end, step)
    : numberMembers(range, begin === '' ? '0' : begin, end, step);
}

function letterMembers(range: string, begin: string, end: string, step: number): Expansion {
  const [from, to] = [letters.indexOf(begin), letters.indexOf(end)];
  if (from > to) return faulty(`the range [${range}] begins after its end`);
  return { kind: 'names', names: steps(from, to, step).map((index) => letters.charAt(index)) };
}

function numberMembers(range: string, begin: string, end: string, step: number): Expansion {
  if (!/^\d{1,9}$/.test(begin) || !/^\d{1,9}$/.test(end)) {
    return faulty(`the range [${range}] is neither two numbers nor two letters`);
  }
  const width = begin.length > 1 && begin.startsWith('0') ? begin.length : 0;
  if (width > 0 && begin.length !== end.length) {
    return faulty(`the begin and the end of the range [${range}] differ in length`);
  }
  const [from, to] = [Number(begin), Number(end)];
  if (from > to) return faulty(`the range [${range}] begins after its end`);
  if ((to - from) / step >= maximumHosts)
    return faulty(`[${range}] stands for more than ${maximumHosts} hosts`);
  return { kind: 'names', names: steps(from, to, step).map((it) => String(it).padStart(width, '0')) };
}

function steps(from: number, to: number, step: number): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

function isLetter(text: string): boolean {
  return text.length === 1 && letters.includes(text);
}

function faulty(message: string): Expansion {
  return { kind: 'faulty', message };
}
