import { formatCount } from './count.ts';

/** `1 host`, `40 hosts`; other plurals are passed in: `plural(2, 'entry', 'entries')`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
