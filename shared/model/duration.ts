import { z } from 'zod';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
type Unit = keyof typeof unitMs;

/** `250ms`, `10s`, `2m`, `1h` as people write them, in milliseconds as code uses them. */
export const duration = z
  .string()
  .regex(/^\d{1,9}(ms|s|m|h)$/, 'a duration such as 250ms, 10s, 2m or 1h')
  .transform((text) => parseDuration(text));

/** @param text matches the grammar above, else the result is NaN. */
export function parseDuration(text: string): number {
  const match = /^(\d+)(ms|s|m|h)$/.exec(text);
  return match ? Number(match[1]) * unitMs[match[2] as Unit] : Number.NaN;
}
