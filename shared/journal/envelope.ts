import { z } from 'zod';
import { instant } from '../model/names.ts';

/**
 * Who did it: a person at a desktop, or the app itself following an earlier decision. With a fingerprint `name` is a
 * person of the workspace, as proven by that key; without, it is the account that the app runs under.
 */
export const actor = z.strictObject({
  kind: z.enum(['person', 'app']),
  name: z.string(),
  fingerprint: z.string().optional(),
});
export type Actor = z.infer<typeof actor>;

/** What every record carries. Ids are random, so that records of several desktops never collide. */
export const envelope = z.strictObject({
  format: z.literal(1),
  id: z.string(),
  at: instant,
  /** Milliseconds of a clock that cannot be set, within one run of the app. */
  monotonicMs: z.number(),
  desktop: z.string(),
  app: z.string(),
  actor,
});
export type Envelope = z.infer<typeof envelope>;
