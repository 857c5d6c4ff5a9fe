import { z } from 'zod';
import { problem } from '../model/problem.ts';
import { availableRelease } from '../model/release.ts';
import { serviceName } from '../model/names.ts';
import { workspace } from '../model/workspace.ts';
import { question } from './define.ts';

const nothing = z.strictObject({});

export const workspaceMethods = {
  'workspace.describe': question(nothing, z.strictObject({ workspace })),
  /** Reads the files again and says everything that is wrong with them. */
  'workspace.check': question(
    nothing,
    z.strictObject({ problems: z.array(problem), files: z.array(z.string()) }),
  ),
  'releases.list': question(
    z.strictObject({ service: serviceName.optional() }),
    z.strictObject({ releases: z.array(availableRelease), problems: z.array(problem) }),
  ),
};
