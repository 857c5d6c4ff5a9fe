import type { z } from 'zod';

/** Whether a value is exactly what its schema would give back for it. Never throws. */
export type QuickCheck = (value: unknown) => boolean;

const made = new WeakMap<z.core.$ZodType, QuickCheck | 'none'>();

/**
 * Everything that the schema asks for, checked in place: nothing is copied and no path is kept, so that a snapshot
 * of 200,000 sightings costs a fraction of what `safeParse` takes without `eval`, which the page's policy forbids.
 * A value that passes is the very value that parsing would have given; of one that fails this knows no more than
 * that, and the schema itself has to say what is wrong. `undefined` for schemas that change what they read
 * (defaults, transforms), or use a part of Zod that is not known here.
 */
export function quickCheckOf(schema: z.core.$ZodType): QuickCheck | undefined {
  const known = made.get(schema);
  if (known) return known === 'none' ? undefined : known;
  const check = createCheck(schema);
  made.set(schema, check ?? 'none');
  return check;
}

function createCheck(schema: z.core.$ZodType): QuickCheck | undefined {
  // Zod's own way to look into a schema: every one that its API makes is of this union.
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const inner = innerCheckOf(def);
  const own = allOf((def.checks ?? []).map(ownCheckOf));
  return inner && own && both(inner, own);
}

function innerCheckOf(def: z.core.$ZodTypes['_zod']['def']): QuickCheck | undefined {
  switch (def.type) {
    case 'unknown':
      return () => true;
    case 'boolean':
      return def.coerce === true ? undefined : (value) => typeof value === 'boolean';
    case 'number':
      return 'check' in def || def.coerce === true
        ? undefined
        : (value) => typeof value === 'number' && Number.isFinite(value);
    case 'string':
      return stringCheckOf(def);
    case 'literal': {
      const values = new Set<unknown>(def.values);
      return (value) => values.has(value);
    }
    case 'enum': {
      const values = new Set<unknown>(Object.values(def.entries));
      return (value) => values.has(value);
    }
    case 'optional': {
      const present = quickCheckOf(def.innerType);
      return present && ((value) => value === undefined || present(value));
    }
    case 'array': {
      const each = quickCheckOf(def.element);
      return each && ((value) => Array.isArray(value) && value.every(each));
    }
    case 'object':
      return objectCheckOf(def);
    case 'union':
      return unionCheckOf(def);
    case 'record': {
      const key = quickCheckOf(def.keyType);
      const each = quickCheckOf(def.valueType);
      if (!key || !each || def.keyType._zod.values) return undefined; // exhaustive records want every key
      return (value) =>
        isPlain(value) && Object.keys(value).every((name) => isKey(name) && key(name) && each(value[name]));
    }
    case 'lazy': {
      // Asked for when it is needed: the schema may contain itself.
      const parse = def.getter();
      return (value) => (quickCheckOf(parse) ?? no)(value);
    }
    default:
      return undefined;
  }
}

/** A check that never passes: the schema itself then has the word. */
const no: QuickCheck = () => false;

function stringCheckOf(def: z.core.$ZodStringDef | z.core.$ZodStringFormatDef): QuickCheck | undefined {
  const isText: QuickCheck = (value) => typeof value === 'string';
  if (!('check' in def)) return def.coerce === true ? undefined : isText;
  // Other formats look beyond their pattern, as URLs do.
  return def.format === 'datetime' && def.pattern ? both(isText, matches(def.pattern)) : undefined;
}

function ownCheckOf(check: z.core.$ZodCheck): QuickCheck | undefined {
  // As above: the union of all that Zod has.
  const { def } = (check as z.core.$ZodChecks)._zod;
  switch (def.check) {
    case 'string_format':
      return def.format === 'regex' && def.pattern ? matches(def.pattern) : undefined;
    case 'number_format':
      return def.format === 'safeint' ? Number.isSafeInteger : undefined;
    case 'min_length':
      return (value) => lengthOf(value) >= def.minimum;
    case 'max_length':
      return (value) => lengthOf(value) <= def.maximum;
    case 'greater_than':
      return (value) =>
        def.inclusive ? Number(value) >= Number(def.value) : Number(value) > Number(def.value);
    case 'less_than':
      return (value) =>
        def.inclusive ? Number(value) <= Number(def.value) : Number(value) < Number(def.value);
    default:
      return undefined;
  }
}

/** Objects that allow no other keys; those that drop them give another value than they got. */
function objectCheckOf(def: z.core.$ZodObjectDef): QuickCheck | undefined {
  if (def.catchall?._zod.def.type !== 'never') return undefined;
  const fields: { readonly key: string; readonly isRequired: boolean; readonly check: QuickCheck }[] = [];
  for (const [key, schema] of Object.entries(def.shape)) {
    const check = quickCheckOf(schema);
    if (!check) return undefined;
    fields.push({ key, isRequired: schema._zod.optin === undefined, check });
  }
  return (value) => {
    if (!isPlain(value)) return false;
    let seen = 0;
    for (const { key, isRequired, check } of fields) {
      const field = value[key];
      if (field === undefined && !Object.hasOwn(value, key)) {
        if (isRequired) return false;
        continue;
      }
      seen += 1;
      if (!check(field)) return false;
    }
    let has = 0;
    for (const _ in value) has += 1;
    return has === seen;
  };
}

function unionCheckOf(def: z.core.$ZodUnionDef | z.core.$ZodDiscriminatedUnionDef): QuickCheck | undefined {
  if ('discriminator' in def) return discriminatedCheckOf(def);
  if (def.inclusive === false) return undefined; // exactly one may fit
  const options: QuickCheck[] = [];
  for (const option of def.options) {
    const check = quickCheckOf(option);
    if (!check) return undefined;
    options.push(check);
  }
  return (value) => options.some((check) => check(value));
}

function discriminatedCheckOf(def: z.core.$ZodDiscriminatedUnionDef): QuickCheck | undefined {
  const byValue = new Map<unknown, QuickCheck>();
  for (const option of def.options) {
    const check = quickCheckOf(option);
    const values = option._zod.propValues?.[def.discriminator];
    if (!check || !values) return undefined;
    for (const value of values) byValue.set(value, check);
  }
  return (value) => isPlain(value) && byValue.get(value[def.discriminator])?.(value) === true;
}

function both(first: QuickCheck, second: QuickCheck | undefined): QuickCheck {
  return second === undefined || second === yes ? first : (value) => first(value) && second(value);
}

const yes: QuickCheck = () => true;

function allOf(checks: readonly (QuickCheck | undefined)[]): QuickCheck | undefined {
  let all: QuickCheck = yes;
  for (const check of checks) {
    if (!check) return undefined;
    all = all === yes ? check : both(all, check);
  }
  return all;
}

function matches(pattern: RegExp): QuickCheck | undefined {
  // With these flags an expression remembers where it was.
  if (pattern.global || pattern.sticky) return undefined;
  return (value) => typeof value === 'string' && pattern.test(value);
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : Number.NaN;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.getPrototypeOf(value) === Object.prototype;
}

/** Parsing leaves this key out of records. */
function isKey(name: string): boolean {
  return name !== '__proto__';
}
