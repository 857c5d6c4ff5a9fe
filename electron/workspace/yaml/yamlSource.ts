import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Alias,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import type { Problem } from '../../../shared/model/problem.ts';
import type { Location } from '../problems.ts';

export type Path = readonly PropertyKey[];

/** A YAML file as plain values that still know where they stood. */
export interface YamlSource {
  readonly name: string;
  readonly value: unknown;
  /** False when the syntax is so broken that `value` means nothing. */
  readonly isSound: boolean;
  readonly problems: readonly Problem[];
  /** The key or the value at a path; for what is absent, the nearest thing around it. */
  locate(path: Path, target?: 'key' | 'value'): Location;
  problem(path: Path, message: string, options?: ProblemOptions): Problem;
}

interface ProblemOptions {
  readonly expected?: string | undefined;
  readonly target?: 'key' | 'value';
}

interface YamlOptions {
  /** `text` keeps every scalar as it is written, as Ansible's own values need. */
  readonly scalars: 'typed' | 'text';
  /** Scalars at these paths stay as they are written: `1.10` is not `1.1`. */
  readonly keepText?: (path: Path) => boolean;
  /** Merge keys (`<<`) belong to YAML 1.1. */
  readonly merge?: boolean;
}

/** More aliases than this are no configuration, but a bomb. */
const maximumAliases = 100;

/** YAML 1.2, one document. Never throws: whatever is wrong becomes a problem with its place. */
export function parseYaml(name: string, text: string, options: YamlOptions): YamlSource {
  const lines = new LineCounter();
  const parsed = parseSafely(text, lines, options);
  const document = parsed.document;
  const locationAt = (offset: number): Location => {
    const position = lines.linePos(offset);
    return { file: name, line: Math.max(1, position.line), column: Math.max(1, position.col) };
  };
  const locate = (path: Path, target: 'key' | 'value' = 'value') =>
    locationAt(document === undefined ? 0 : offsetOf(document, path, target));
  const failures = [
    ...parsed.failures,
    ...(document === undefined ? [] : repeatedKeys(document)),
    ...causesAmong(document?.errors ?? []).map((it) => ({ offset: it.pos[0], message: it.message })),
    // A tag that nobody knows is a warning of the library; here nothing reads it, so it is a mistake.
    ...(options.scalars === 'typed' ? (document?.warnings ?? []) : []).map((it) => ({
      offset: it.pos[0],
      message: it.message,
    })),
  ];
  return {
    name,
    value: parsed.value,
    isSound: parsed.failures.length === 0 && (document?.errors ?? []).length === 0,
    problems: failures.map((it) => ({ ...locationAt(it.offset), path: '', message: it.message })),
    locate,
    problem: (path, message, { expected, target = 'value' } = {}) => ({
      ...locate(path, target),
      path: path.map(String).join('.'),
      message,
      ...(expected === undefined ? {} : { expected }),
    }),
  };
}

/** A tab as indentation makes the parser stumble over everything behind it: then only tabs are worth reading. */
function causesAmong(errors: Document.Parsed['errors']): Document.Parsed['errors'] {
  const tabs = errors.filter((it) => it.code === 'TAB_AS_INDENT');
  return tabs.length > 0 ? tabs : errors;
}

interface Parsed {
  readonly document?: Document.Parsed;
  readonly value?: unknown;
  readonly failures: readonly { readonly offset: number; readonly message: string }[];
}

function parseSafely(text: string, lineCounter: LineCounter, options: YamlOptions): Parsed {
  let document: Document.Parsed | undefined;
  try {
    document = parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false,
      merge: options.merge ?? false,
      schema: options.scalars === 'text' ? 'failsafe' : 'core',
      logLevel: 'error',
    });
    const failures = faultyAliases(document);
    if (failures.length > 0) return { document, failures };
    if (options.keepText) keepScalarText(document.contents, [], options.keepText);
    return { document, value: document.toJS({ maxAliasCount: maximumAliases }), failures: [] };
  } catch (error) {
    // The parser recurses (RangeError), alias bombs are a ReferenceError, odd tags throw what they like.
    const message =
      error instanceof RangeError
        ? 'nested too deeply'
        : `cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`;
    return { ...(document ? { document } : {}), failures: [{ offset: 0, message }] };
  }
}

/** The library only finds these when it builds the values, and then does not say where. */
function faultyAliases(document: Document.Parsed): Parsed['failures'] {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_, node) => void aliases.push(node) });
  const offsetOfAlias = (it: Alias) => it.range?.[0] ?? 0;
  const tooMany = aliases[maximumAliases];
  if (tooMany) return [{ offset: offsetOfAlias(tooMany), message: `more than ${maximumAliases} aliases` }];
  return aliases
    .filter((it) => it.resolve(document) === undefined)
    .map((it) => ({
      offset: offsetOfAlias(it),
      message: `there is no anchor &${it.source} before this alias`,
    }));
}

/** The library's own check misses the line when a value is empty. */
function repeatedKeys(document: Document.Parsed): Parsed['failures'] {
  const failures: { offset: number; message: string }[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const pair of map.items) {
        const key = keyOf(pair);
        if (seen.has(key) && key !== '<<') {
          failures.push({ offset: startOf(pair.key) ?? 0, message: `the key "${key}" stands here twice` });
        }
        seen.add(key);
      }
    },
  });
  return failures;
}

function keepScalarText(node: unknown, path: Path, isText: (path: Path) => boolean): void {
  if (isMap(node)) {
    for (const pair of node.items) keepScalarText(pair.value, [...path, keyOf(pair)], isText);
  } else if (isScalar(node) && (typeof node.value === 'number' || typeof node.value === 'boolean')) {
    if (isText(path)) node.value = node.source ?? String(node.value);
  }
}

function offsetOf(document: Document.Parsed, path: Path, target: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, segment] of path.entries()) {
    const isLast = index === path.length - 1;
    const found = childOf(resolveAlias(document, node), segment);
    if (found === undefined) return offset;
    if (isPair(found)) {
      const key = startOf(found.key) ?? offset;
      // A block collection starts at its first child, on another line: its key says better what is meant.
      const value = isScalar(found.value) && !isImplicitNull(found.value) ? startOf(found.value) : undefined;
      offset = isLast && target === 'value' ? (value ?? key) : key;
      node = found.value;
    } else {
      offset = startOf(found) ?? offset;
      node = found;
    }
  }
  return offset;
}

function childOf(node: unknown, segment: PropertyKey): Pair | Node | undefined {
  if (isMap(node)) return node.items.find((pair) => keyOf(pair) === String(segment));
  if (!isSeq(node)) return undefined;
  const item = node.items[Number(segment)];
  return isMap(item) || isSeq(item) || isScalar(item) || isAlias(item) ? item : undefined;
}

function resolveAlias(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

function isImplicitNull(node: Node): boolean {
  return isScalar(node) && node.value === null && (node.source ?? '') === '';
}

function startOf(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range?.[0] : undefined;
}
