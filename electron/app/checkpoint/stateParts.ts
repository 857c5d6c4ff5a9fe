import { emptyJournalState, type JournalState } from '../../../shared/journal/state.ts';

/** Long enough to be few, short enough that one is written or read within a few milliseconds. */
const partLength = 262_144;

type PartKind = 'value' | 'list' | 'map';

/**
 * The state as lines of JSON, `[key, kind, content]`, each small enough to be made and read in one go. A list or map
 * that is longer goes on in the next line under the same key.
 */
export function* toParts(state: JournalState): Generator<string> {
  for (const [key, value] of Object.entries(state)) {
    if (value === undefined) continue;
    const kind = kindOfKey(key);
    if (kind === 'value') yield JSON.stringify([key, kind, value]);
    else yield* toPartsOf(key, kind, kind === 'list' ? value : Object.entries(value));
  }
}

function* toPartsOf(key: string, kind: PartKind, items: Iterable<unknown>): Generator<string> {
  const begin = `[${JSON.stringify(key)},${JSON.stringify(kind)},[`;
  let texts: string[] = [];
  let length = 0;
  for (const item of items) {
    const text = JSON.stringify(item);
    texts.push(text);
    length += text.length;
    if (length < partLength) continue;
    yield `${begin}${texts.join(',')}]]`;
    texts = [];
    length = 0;
  }
  if (texts.length > 0) yield `${begin}${texts.join(',')}]]`;
}

export interface StateBuilder {
  /** @throws Error when the line is not one that `toParts` makes for this version's state. */
  take(part: string): void;
  finish(): JournalState;
}

/** Puts the parts together again. Keys that no part speaks of are as in an empty state. */
export function createStateBuilder(): StateBuilder {
  const values = new Map<string, unknown>();
  const items = new Map<string, { readonly kind: PartKind; readonly items: unknown[] }>();
  return {
    take(part) {
      const line: unknown = JSON.parse(part);
      const [key, kind, content]: readonly unknown[] = Array.isArray(line) ? line : [];
      if (typeof key !== 'string' || !isKindOf(key, kind))
        throw new Error(`no part of a state: ${part.slice(0, 80)}`);
      if (kind === 'value') return void values.set(key, content);
      if (!Array.isArray(content)) throw new Error(`no part of a state: ${key} is no list`);
      const known = items.get(key) ?? { kind, items: [] };
      items.set(key, known);
      for (const item of content) known.items.push(item);
    },
    finish() {
      for (const [key, { kind, items: found }] of items) {
        values.set(key, kind === 'list' ? found : Object.fromEntries(found.filter(isEntry)));
      }
      // What the parts hold was written by this very fold: the file's digest and the fold's version say so.
      return { ...emptyJournalState, ...(Object.fromEntries(values) as Partial<JournalState>) };
    },
  };
}

/** As in an empty state: what may be missing altogether is one value, whatever it holds. */
function kindOfKey(key: string): PartKind {
  return kindOf(Reflect.get(emptyJournalState, key));
}

function kindOf(value: unknown): PartKind {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' && value !== null ? 'map' : 'value';
}

/** Whether this version's state has such a key, of such a kind. */
function isKindOf(key: string, kind: unknown): kind is PartKind {
  const known = Object.entries(emptyJournalState).find(([name]) => name === key);
  return known !== undefined && kindOf(known[1]) === kind;
}

function isEntry(item: unknown): item is readonly [string, unknown] {
  return Array.isArray(item) && typeof item[0] === 'string';
}
