import { z } from 'zod';
import { sha256Hex } from '../../../shared/model/names.ts';

const lockOwner = z.object({
  person: z.string(),
  /** The desktop, and the process there with what tells it from a later one of the same number. */
  machine: z.string(),
  pid: z.number().int(),
  processIdentity: z.string(),
  rolloutId: z.string(),
  planSha256: sha256Hex,
  /** What it is held for, in a few words: `shop 1.1.0 in production`. */
  purpose: z.string(),
  /** By the desktop's clock. */
  since: z.string(),
  /** Set when it was taken over: from whom, and why. */
  takenFrom: z.string().optional(),
  reason: z.string().optional(),
});
/** Who holds a lock, as written into it for people and for other desktops. */
export type LockOwner = z.infer<typeof lockOwner>;

/** JSON with a line for each field, so that `cat` shows it well. */
export function toOwnerText(owner: LockOwner): string {
  return JSON.stringify(owner, undefined, 1);
}

/** `undefined` for what no desktop of ours has written. */
export function parseOwnerText(text: string): LockOwner | undefined {
  try {
    return lockOwner.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
