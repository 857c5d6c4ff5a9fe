import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Fence } from './fence.ts';
import { parseOwnerText, type LockOwner } from './lockOwner.ts';

/** A lock as its host tells of it. */
export type LockState =
  | { readonly kind: 'free' }
  | {
      readonly kind: 'held';
      readonly fence: Pick<Fence, 'number' | 'id'>;
      /** `undefined` when what stands there cannot be read. */
      readonly owner: LockOwner | undefined;
      /** Since the owner was last heard of, by the host's clock, in whole seconds. */
      readonly heartbeatAgeMs: number;
    }
  /** Made by a person, with what they wrote. It is never broken by us. */
  | { readonly kind: 'byHand'; readonly message: string };

/** What a question about a lock can be answered with. */
export type LockAnswer =
  | LockState
  | { readonly kind: 'acquired'; readonly number: number }
  | { readonly kind: 'mine' }
  | { readonly kind: 'released' }
  | { readonly kind: 'failed'; readonly said: string };

/** `undefined` for an answer that is none. What programs said comes before the line that counts. */
export function parseLockAnswer(answer: string): LockAnswer | undefined {
  const match = /^lock (\w+)(.*)$/m.exec(answer);
  if (!match) return undefined;
  const [line, kind = '', words = ''] = match;
  const rest = answer.slice(match.index + line.length + 1);
  switch (kind) {
    case 'free':
    case 'mine':
    case 'released':
      return { kind };
    case 'acquired':
      return { kind, number: Number(words) };
    case 'failed':
      return { kind, said: answer.slice(0, match.index) };
    case 'byHand':
      return { kind, message: toMessage(rest) };
    case 'held':
      return parseHeld(words, rest);
  }
  return undefined;
}

/** A fence that cannot be read is nobody's of ours. */
function parseHeld(words: string, rest: string): LockState {
  const [, number, id, age] = /^ (\d{1,15}) ([0-9a-f]{1,64}) (-?\d+)$/.exec(words) ?? [];
  if (id === undefined)
    return { kind: 'byHand', message: `a fence that cannot be read: ${toMessage(words)}` };
  return {
    kind: 'held',
    fence: { number: Number(number), id },
    owner: parseOwnerText(rest),
    heartbeatAgeMs: Math.max(0, Number(age)) * 1_000,
  };
}

function toMessage(text: string): string {
  return visibleText(text.trim().replaceAll(/\s+/g, ' ')).slice(0, 300);
}
