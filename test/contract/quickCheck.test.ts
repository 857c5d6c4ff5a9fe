import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { feedTable, methodTable } from '../../shared/protocol/contractTables.ts';
import { quickCheckOf } from '../../shared/protocol/quickCheck.ts';
import { arbitraryOf } from './arbitraryOf.ts';

const schemas: readonly (readonly [string, z.core.$ZodType])[] = [
  ...Object.entries(feedTable).flatMap(([name, { snapshot, event }]) => [
    [`the snapshot of ${name}`, snapshot] as const,
    [`an event of ${name}`, event] as const,
  ]),
  ...Object.entries(methodTable).map(([name, { output }]) => [`the answer to ${name}`, output] as const),
].filter(([, schema]) => quickCheckOf(schema) !== undefined);

describe('the quick check, held to the schemas of the contract', () => {
  it('knows the big ones', () => {
    const names = schemas.map(([name]) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'the snapshot of fleet',
        'an event of fleet',
        'an event of state',
        'the answer to workspace.describe',
      ]),
    );
  });

  it.each(schemas)('passes what parsing gives back unchanged: %s', (_, schema) => {
    const check = quickCheckOf(schema);
    fc.assert(
      fc.property(arbitraryOf(schema), (made) => {
        const value = asSent(made);
        fc.pre(!JSON.stringify(value).includes('"__proto__"')); // which Zod leaves out without a word
        expect(check?.(value)).toBe(true);
        expect(z.safeParse(schema, value)).toEqual({ success: true, data: value });
      }),
    );
  });

  it.each(schemas)(
    'passes nothing that parsing refuses or changes, wherever it is damaged: %s',
    (_, schema) => {
      const check = quickCheckOf(schema);
      fc.assert(
        fc.property(arbitraryOf(schema), fc.nat(), damages, (made, place, damage) => {
          const value = damageAt(asSent(made), place, damage);
          const parsed = z.safeParse(schema, value);
          // Zod leaves a key named `__proto__` out without a word: what it changes must not pass here.
          const isUnchanged = parsed.success && isDeepStrictEqual(parsed.data, value);
          expect(check?.(value)).toBe(isUnchanged);
        }),
        { numRuns: 300 },
      );
    },
  );
});

describe('the quick check, for schemas that it does not do', () => {
  it.each([
    ['defaults', z.strictObject({ a: z.string().default('x') })],
    ['transforms', z.array(z.string().transform(Number))],
    ['objects that drop keys', z.object({ a: z.string() })],
    ['formats that look beyond a pattern', z.url()],
    ['refinements', z.string().refine((text) => text !== 'x')],
    ['coercion', z.coerce.number()],
    ['changes of text', z.string().trim()],
    ['exactly one of many', z.xor([z.string(), z.number()])],
  ])('leaves %s to Zod', (_, schema) => {
    expect(quickCheckOf(schema)).toBeUndefined();
  });

  it('takes no inherited or hidden key for a field', () => {
    const check = quickCheckOf(z.strictObject({ a: z.string().optional() }));
    expect(check?.(JSON.parse('{"a":"x","__proto__":{"a":1}}'))).toBe(false);
    expect(check?.(Object.create({ a: 'x' }))).toBe(false);
    expect(quickCheckOf(z.record(z.string(), z.string()))?.(JSON.parse('{"__proto__":"x"}'))).toBe(false);
  });
});

const damages = fc
  .constantFrom('null', '""', '"x"', '"\\n"', '-1', '1.5', 'true', '[]', '{}', '{"more":1}', String(2 ** 60))
  .map((text): unknown => JSON.parse(text));

function asSent(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** The same value with one of its parts replaced, or with a key more in one of its objects. */
function damageAt(value: unknown, place: number, damage: unknown): unknown {
  const places: ((to: unknown) => void)[] = [];
  const root = { value };
  visit(root, places);
  places[place % places.length]?.(damage);
  return root.value;
}

function visit(value: unknown, places: ((to: unknown) => void)[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    places.push((to) => Object.assign(value, { [key]: to }));
    if (!Array.isArray(value)) places.push((to) => Object.assign(value, { [`${key}-more`]: to }));
    visit(inner, places);
  }
}
