import type { z } from 'zod';
import { nearestName } from '../nearestName.ts';
import { chooseFindings } from './chooseFindings.ts';
import { describeSchemas, knownKeysOf, schemaOfUnion, schemasAt, type SchemaNode } from './schemaNode.ts';
import type { Path } from './yamlSource.ts';

type Issue = z.core.$ZodIssue;

/** One sentence about one place. The kind says how far off the value is, which decides between alternatives. */
export interface Finding {
  readonly kind: 'wrongType' | 'unknownKey' | 'missing' | 'other';
  readonly path: Path;
  readonly target: 'key' | 'value';
  readonly message: string;
  readonly expected?: string | undefined;
  /** The known key that an unknown one probably means. */
  readonly meant?: string | undefined;
}

export interface Explained {
  readonly value: unknown;
  readonly schema: SchemaNode;
}

/** Zod's issues as sentences for people; where there are alternatives, those of the likeliest one. */
export function explainIssues(issues: readonly Issue[], it: Explained): readonly Finding[] {
  const findings = issues.flatMap((issue) => explainIssue(issue, it));
  // "prt: did you mean port" says it all; "port is missing" beside it is noise.
  const meant = new Set(findings.filter((f) => f.meant !== undefined).map((f) => meantPath(f)));
  return findings.filter((f) => f.kind !== 'missing' || !meant.has(f.path.map(String).join('\0')));
}

function explainIssue(issue: Issue, it: Explained): readonly Finding[] {
  const { path } = issue;
  const value = valueAt(it.value, path);
  const allowed = schemasAt(it.schema, path);
  if (value === undefined && path.length > 0 && issue.code !== 'unrecognized_keys') {
    return [missing(path, describeSchemas(allowed))];
  }
  switch (issue.code) {
    case 'invalid_union':
      return chooseFindings({
        branches: explainBranches(issue, value, schemaOfUnion(it.schema, path)),
        path,
        otherwise: wrongType(path, value, describeSchemas(allowed)),
      });
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], key, knownKeysOf(allowed)));
    case 'invalid_key':
      return [
        {
          ...other(path, `"${String(path.at(-1))}" cannot stand here`, issue.issues[0]?.message),
          target: 'key',
        },
      ];
    case 'invalid_type':
      return [wrongType(path, value, describeSchemas(allowed) ?? issue.expected)];
    case 'invalid_value':
      return [notOneOf(path, value, issue.values.map(String))];
    case 'invalid_format':
      return [other(path, `${shown(value)} does not fit`, issue.message)];
    case 'too_small':
      return [other(path, tooSmall(issue, value), describeSchemas(allowed))];
    case 'too_big':
      return [other(path, tooBig(issue, value), describeSchemas(allowed))];
    case 'not_multiple_of':
    case 'invalid_element':
    case 'custom':
      return [other(path, issue.message)];
  }
}

/** Each alternative is explained by its own schema, so that an HTTP check is not offered a command's keys. */
function explainBranches(
  { errors, path }: z.core.$ZodIssueInvalidUnion,
  value: unknown,
  schema: SchemaNode | undefined,
): readonly (readonly Finding[])[] {
  const alternatives = schema?.anyOf?.length === errors.length ? schema.anyOf : [];
  return errors.map((branch, index) =>
    explainIssues(branch, { value, schema: alternatives[index] ?? schema ?? {} }).map((finding) => ({
      ...finding,
      path: [...path, ...finding.path],
    })),
  );
}

function missing(path: Path, expected: string | undefined): Finding {
  return { kind: 'missing', path, target: 'value', message: `"${String(path.at(-1))}" is missing`, expected };
}

function unknownKey(path: Path, key: string, known: readonly string[]): Finding {
  const meant = nearestName(key, known);
  return {
    kind: 'unknownKey',
    path,
    target: 'key',
    message: `unknown key "${key}"${meant === undefined ? '' : `, did you mean "${meant}"?`}`,
    expected: known.length === 0 ? undefined : `one of ${known.join(', ')}`,
    meant,
  };
}

function wrongType(path: Path, value: unknown, expected: string | undefined): Finding {
  return { kind: 'wrongType', path, target: 'value', message: `cannot be ${kindOf(value)}`, expected };
}

function notOneOf(path: Path, value: unknown, values: readonly string[]): Finding {
  const meant = typeof value === 'string' ? nearestName(value, values) : undefined;
  const hint = meant === undefined ? '' : `, did you mean "${meant}"?`;
  const expected = values.length === 1 ? values[0] : `one of ${values.join(', ')}`;
  return other(path, `${shown(value)} is not known here${hint}`, expected);
}

function tooSmall(issue: z.core.$ZodIssueTooSmall, value: unknown): string {
  if (typeof value === 'string' || Array.isArray(value)) return 'cannot be empty';
  return `${shown(value)} is too small, the least is ${issue.minimum}`;
}

function tooBig(issue: z.core.$ZodIssueTooBig, value: unknown): string {
  if (typeof value === 'string') return `is too long, at most ${issue.maximum} characters`;
  return `${shown(value)} is too big, the most is ${issue.maximum}`;
}

function other(path: Path, message: string, expected?: string): Finding {
  return { kind: 'other', path, target: 'value', message, expected };
}

function shown(value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value) : kindOf(value);
  return text.length > 80 ? `${text.slice(0, 77)}…"` : text;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'object':
      return 'a mapping';
    case 'string':
      return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value)}`;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return typeof value;
  }
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (it, segment) =>
      typeof it === 'object' && it !== null && Object.hasOwn(it, segment)
        ? Reflect.get(it, segment)
        : undefined,
    value,
  );
}

function meantPath(it: Finding): string {
  return [...it.path.slice(0, -1), it.meant ?? ''].map(String).join('\0');
}
