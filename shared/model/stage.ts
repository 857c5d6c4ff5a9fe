import { z } from 'zod';

/** The stages of a pipeline, from a commit to production; a rush box carries an unfinished branch. */
export const stage = z.enum(['rush', 'commit', 'acceptance', 'exploratory', 'uat', 'staging', 'production']);
export type Stage = z.infer<typeof stage>;
