import type { z } from 'zod';
import { describeIssues } from './describeIssues.ts';
import { Fault } from './fault.ts';

/**
 * A value of the contract as it arrived from the host.
 * @throws Fault UNSUPPORTED with every bad field: the two sides are not of one build.
 */
export function parseValue<T>(schema: z.ZodType<T>, value: unknown, subject: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Fault('UNSUPPORTED', `${subject} is not what this version of Signalbox understands.`, {
    details: describeIssues(parsed.error),
    wayOut: 'Reload the window, so that both sides are of the same version.',
  });
}
