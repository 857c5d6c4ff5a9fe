import { z } from 'zod';
import { gitCommit } from './names.ts';

/** A file or folder of a repository, by its path from the root: never outside, never an option, never a list. */
const pathInCommit = z
  .string()
  .regex(
    /^(?:\.+[A-Za-z0-9_@+-]|[A-Za-z0-9_])[A-Za-z0-9_.@+-]*(?:\/\.*[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]*)*$/,
    'a path inside of the repository, with slashes, and without ".."',
  );

const variable = z.union([z.string(), z.number(), z.boolean()]);
const variables = z.record(
  z
    .string()
    .regex(
      /^(?!ansible_|signalbox_)[A-Za-z_][A-Za-z0-9_]*$/,
      'a variable of the playbook: letters, digits, underscore; ansible_… and signalbox_… are not for it',
    ),
  variable,
);

/** As written in `signalbox.yaml`. */
export const engineInput = z.strictObject({
  kind: z.literal('ansible').describe('Which engine it is.'),
  repository: z.string().min(1).describe('Folder of a clone of the Git repository that has the playbook.'),
  commit: z
    .string()
    .regex(
      /^[0-9a-f]{40}([0-9a-f]{24})?$/,
      'the full id of a commit, so that the playbook is the same tomorrow; git rev-parse "NAME^{commit}" tells the id of a branch or a tag',
    )
    .describe('Full id of the commit whose files are used; a branch or a tag is refused.'),
  playbook: pathInCommit.describe('Path of the playbook in that commit.'),
  inventory: pathInCommit
    .optional()
    .describe(
      'Path of an inventory in that commit, for groups and variables. Default: only what Signalbox writes itself.',
    ),
  variables: variables.optional().describe('Further variables for the playbook.'),
  vaultPasswordFile: z
    .string()
    .min(1)
    .optional()
    .describe('File with the password of vaults; nobody can be asked for it. Default none.'),
});

/** Who does the work on a host in the place of the service's own commands; paths on this machine are absolute. */
export const engine = engineInput.extend({
  commit: gitCommit,
  variables: z.record(z.string(), variable),
});
export type Engine = z.infer<typeof engine>;

/** What a plan says of it. */
export const plannedEngine = engine.pick({ kind: true, commit: true, playbook: true, inventory: true });
export type PlannedEngine = z.infer<typeof plannedEngine>;
