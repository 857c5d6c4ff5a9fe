import { z } from 'zod';
import { feed, question } from './define.ts';

/** Something that only a person can say, such as a passphrase. It is never journalled and never echoed. */
export const prompt = z.strictObject({
  promptId: z.string(),
  /** A `touch` waits for the key itself: there is nothing to type, and it settles when the key was touched. */
  kind: z.enum(['passphrase', 'pin', 'touch']),
  /** What it is for, in words: the key file. */
  subject: z.string(),
  /** Counted from 1. */
  attempt: z.number().int(),
});
export type Prompt = z.infer<typeof prompt>;

export const promptMethods = {
  /** Without `answer` the question is declined. */
  'prompts.answer': question(
    z.strictObject({ promptId: z.string(), answer: z.string().max(4_096).optional() }),
    z.strictObject({}),
  ),
};

export const promptFeeds = {
  prompts: feed({
    key: z.strictObject({}),
    snapshot: z.array(prompt),
    event: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('asked'), prompt }),
      z.strictObject({ kind: z.literal('settled'), promptId: z.string() }),
    ]),
    delivery: { kind: 'every' },
  }),
};
