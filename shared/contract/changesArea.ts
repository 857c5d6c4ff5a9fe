import { z } from 'zod';
import { gitCommit, instant, serviceName } from '../model/names.ts';
import { question } from './define.ts';

/** A name and an address as a commit states them; nothing is mapped or merged. */
const signature = z.strictObject({ name: z.string(), email: z.string() });

export const changedCommit = z.strictObject({
  commit: gitCommit,
  subject: z.string(),
  author: signature,
  committer: signature,
  /** Everyone else whom the commit's text names: co-authors, sign-offs. */
  coAuthors: z.array(signature),
  authoredAt: instant,
  isMerge: z.boolean(),
  /** Ticket ids found in the message, such as `BIZPLAT-64951`. */
  tickets: z.array(z.string()),
});
export type ChangedCommit = z.infer<typeof changedCommit>;

export const changeSet = z.strictObject({
  /** Newest first. */
  commits: z.array(changedCommit),
  /** True where only the newest commits are listed. */
  isCut: z.boolean(),
  totalCommits: z.number().int(),
  /** Bases that the head does not descend from: going there is no step forward. */
  notAncestors: z.array(gitCommit),
});
export type ChangeSet = z.infer<typeof changeSet>;

export const changesMethods = {
  /**
   * What the candidate brings beyond what is really deployed: every commit that at least one of the bases does
   * not contain. NOT_FOUND when the repository or a commit is not there.
   */
  'changes.between': question(
    z.strictObject({ service: serviceName, bases: z.array(gitCommit).max(100), head: gitCommit }),
    changeSet,
  ),
};
