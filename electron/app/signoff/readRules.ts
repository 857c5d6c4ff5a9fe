import type { FileAuthorship } from '../../../shared/model/fileAuthorship.ts';
import type { Roster } from '../../../shared/model/person.ts';
import type { Policy } from '../../../shared/model/policy.ts';
import type { Workspace } from '../../../shared/model/workspace.ts';
import { readFileAuthorship } from '../../repository/readFileAuthorship.ts';
import { toAllowedSigners, toRevokedKeys } from '../../signoff/allowedSigners/toAllowedSigners.ts';
import { toCanonicalJson, toCanonicalSha256 } from '../../signoff/people/canonicalSha256.ts';
import { readWorkspace } from '../../workspace/readWorkspace.ts';
import type { AppConfig } from '../ports.ts';
import { checkWorkspaceAside } from '../checkWorkspaceAside.ts';

/** People and policies as the files say now, and who changed them last. */
export interface Rules {
  /** The whole file, as it was read for this. */
  readonly workspace: Workspace;
  readonly roster: Roster;
  readonly rosterJson: string;
  readonly rosterSha256: string;
  readonly policies: readonly Policy[];
  readonly changedBy: FileAuthorship;
  /** The file for `ssh-keygen -Y verify`, and for its `-r`; the latter empty where no key is revoked. */
  readonly allowedSigners: string;
  readonly revokedKeys: string;
}

/**
 * Reads the workspace's files anew: who was taken out is out at once, and no restart is needed for a new policy.
 * @throws Fault WORKSPACE_NOT_FOUND, WORKSPACE_INVALID: who may decide is unknown then, and nobody may.
 */
export async function readRules(
  config: AppConfig,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Rules> {
  const { workspace } = await readWorkspace(
    { directory: config.workspaceDirectory, ...config },
    checkWorkspaceAside,
  );
  const roster: Roster = { people: workspace.people, bots: workspace.bots };
  return {
    workspace,
    roster,
    rosterJson: toCanonicalJson(roster),
    rosterSha256: toCanonicalSha256(roster),
    policies: workspace.policies,
    changedBy: await readAuthorship(workspace, options),
    allowedSigners: toAllowedSigners(roster.people),
    revokedKeys: toRevokedKeys(roster.people),
  };
}

/** Of the newest change; whatever nobody has answered for yet goes before what was committed. */
async function readAuthorship(
  { directory, allowedSigners }: Workspace,
  options: { readonly signal?: AbortSignal },
): Promise<FileAuthorship> {
  const files = ['signalbox.yaml', ...(allowedSigners === undefined ? [] : [allowedSigners])];
  const found = await readFileAuthorship({ directory, files }, options);
  const open = found.find((it) => it.kind !== 'committed');
  const newest = found
    .flatMap((it) => (it.kind === 'committed' ? [it] : []))
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
  return open ?? newest ?? { kind: 'noRepository' };
}

export function findPolicy(rules: Pick<Rules, 'policies'>, environment: string): Policy | undefined {
  return rules.policies.find((it) => it.environment === environment);
}
