import { z } from 'zod';
import { gitCommit, instant } from './names.ts';

/** Raw, as the commit states it: nobody's rights follow from a name, and any text may stand there. */
const hand = z.strictObject({ name: z.string(), email: z.string() });

/** Who made a file of the workspace what it is now, by the workspace's own Git repository. */
export const fileAuthorship = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('committed'),
    /** The newest commit that changed the file. */
    commit: gitCommit,
    author: hand,
    committer: hand,
    /** When it was committed, by the committer's clock. */
    at: instant,
    /** The message's first line, at most 500 characters. */
    subject: z.string(),
  }),
  /** Not in HEAD, or not as it is there: nobody has answered for it. */
  z.strictObject({ kind: z.literal('uncommitted') }),
  /** The workspace is in no repository, or the file is outside of it. */
  z.strictObject({ kind: z.literal('noRepository') }),
  z.strictObject({ kind: z.literal('unknown'), why: z.string() }),
]);
export type FileAuthorship = z.infer<typeof fileAuthorship>;
