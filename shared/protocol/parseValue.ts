import type { z } from 'zod';
import { describeIssues } from './describeIssues.ts';
import { Fault } from './fault.ts';
import { quickCheckOf } from './quickCheck.ts';

/**
 * A value of the contract as it arrived from the host.
 * @throws Fault UNSUPPORTED with every bad field: the two sides are not of one build.
 */
export function parseValue<T>(schema: z.ZodType<T>, value: unknown, subject: string): T {
  if (isValueOf(schema, value)) return value;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Fault('UNSUPPORTED', `${subject} is not what this version of Signalbox understands.`, {
    details: describeIssues(parsed.error),
    wayOut: 'Reload the window, so that both sides are of the same version.',
  });
}

/** Most values are good, and then the schema would give back a copy of what was checked: the value itself will do. */
export function isValueOf<T>(schema: z.ZodType<T>, value: unknown): value is T {
  return quickCheckOf(schema)?.(value) === true;
}
