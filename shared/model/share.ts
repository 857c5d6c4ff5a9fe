import { z } from 'zod';

/** A number of hosts, or a share of a stated whole. */
export const share = z.union([
  z.number().int().min(0).max(100_000),
  z
    .string()
    .regex(/^(100|[1-9]?\d)%$/, 'a whole number, or a percentage such as 25%')
    .transform((text) => ({ percent: Number(text.slice(0, -1)) })),
]);
export type Share = z.infer<typeof share>;

/** Hosts that a share stands for. Percentages round up: 25 % of 6 is 2, so that a floor is never softened. */
export function hostsOf(value: Share, whole: number): number {
  return typeof value === 'number' ? value : Math.ceil((whole * value.percent) / 100);
}
