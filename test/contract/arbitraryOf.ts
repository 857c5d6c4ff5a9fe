import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';

/**
 * Values that a schema accepts, made from the schema itself, so that a new method or feed is tried without a
 * sample written for it. Knows the kinds of schema that the contract uses and throws for any other.
 */
export function arbitraryOf(schema: z.core.$ZodType): Arbitrary<unknown> {
  return arbitraryWithin(schema, 0);
}

function arbitraryWithin(schema: z.core.$ZodType, depth: number): Arbitrary<unknown> {
  const inner = (it: z.core.$ZodType): Arbitrary<unknown> => arbitraryWithin(it, depth + 1);
  const maxLength = depth > 6 ? 0 : 3;
  if (schema instanceof z.ZodObject) return objectOf(schema, inner);
  if (schema instanceof z.ZodArray) return arrayOf(schema, inner, maxLength);
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map(inner));
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodRecord) {
    return fc.dictionary(inner(schema.keyType).map(String), inner(schema.valueType), { maxKeys: 3 });
  }
  if (schema instanceof z.ZodLazy) return inner(schema.unwrap());
  if (schema instanceof z.ZodReadonly) return inner(schema.unwrap());
  if (schema instanceof z.ZodNullable) return fc.option(inner(schema.unwrap()), { nil: null });
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNumber) return numberOf(schema);
  if (schema instanceof z.ZodISODateTime) return instants;
  if (schema instanceof z.ZodString) return stringOf(schema);
  throw new Error(`No values are known for a schema of the kind ${schema._zod.def.type}.`);
}

function objectOf(
  schema: z.ZodObject,
  inner: (it: z.core.$ZodType) => Arbitrary<unknown>,
): Arbitrary<unknown> {
  const fields = Object.entries(schema.shape);
  const isOptional = (it: z.core.$ZodType): it is z.ZodOptional => it instanceof z.ZodOptional;
  return fc.record(
    Object.fromEntries(
      fields.map(([name, field]) => [name, inner(isOptional(field) ? field.unwrap() : field)]),
    ),
    { requiredKeys: fields.filter(([, field]) => !isOptional(field)).map(([name]) => name) },
  );
}

function arrayOf(
  schema: z.ZodArray,
  inner: (it: z.core.$ZodType) => Arbitrary<unknown>,
  maxLength: number,
): Arbitrary<unknown> {
  // A list that may be empty ends a schema that contains itself.
  if (maxLength === 0 && schema.safeParse([]).success) return fc.constant([]);
  const minLength = schema.safeParse([]).success ? 0 : 1;
  return fc.array(inner(schema.element), { minLength, maxLength: Math.max(minLength, maxLength) });
}

function numberOf(schema: z.ZodNumber): Arbitrary<number> {
  const min = Math.max(schema.minValue ?? -1e6, -1e6);
  const max = Math.min(schema.maxValue ?? 1e9, 1e9);
  return schema.isInt
    ? fc.integer({ min, max })
    : fc.double({ min, max, noNaN: true }).map((it) => (Object.is(it, -0) ? 0 : it)); // JSON has no -0
}

function stringOf(schema: z.ZodString): Arbitrary<string> {
  const pattern = patternOf(schema);
  if (pattern) return fc.stringMatching(pattern).filter((it) => schema.safeParse(it).success);
  const minLength = schema.minLength ?? 0;
  return (
    fc
      .string({ minLength, maxLength: Math.min(schema.maxLength ?? 40, 40), unit: 'binary' })
      // A text that is trimmed first may have nothing left.
      .filter((it) => schema.safeParse(it).success)
  );
}

function patternOf(schema: z.ZodString): RegExp | undefined {
  for (const { _zod } of schema.def.checks ?? []) {
    if ('pattern' in _zod.def && _zod.def.pattern instanceof RegExp) return _zod.def.pattern;
  }
  return undefined;
}

const instants = fc
  .integer({ min: 0, max: Date.UTC(2100, 0, 1) })
  .map((epochMs) => new Date(epochMs).toISOString());
