import { z } from 'zod';

/** One thing wrong with a file of the workspace. Lines and columns count from 1. */
export const problem = z.strictObject({
  file: z.string(),
  line: z.number().int().min(1),
  column: z.number().int().min(1),
  /** Where in the document, such as `services.shop.checks.health`. */
  path: z.string(),
  message: z.string(),
  expected: z.string().optional(),
});
export type Problem = z.infer<typeof problem>;
