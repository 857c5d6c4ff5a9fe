import type { Inventory } from '../inventory/inventory.ts';
import type { SignoffRules } from '../signoffRules.ts';
import type { SourceFile } from '../sourceFiles.ts';
import type { SshFacts } from '../sshConfig/expandSshPath.ts';
import type { SshConfigFile } from '../sshConfig/sshConfigFile.ts';
import type { WorkspaceDocument } from '../workspaceDocument.ts';

/** Everything that was read, before any name in it is resolved. Nothing behind this does I/O. */
export interface WorkspaceInputs {
  readonly document: WorkspaceDocument;
  readonly inventory: Inventory;
  readonly sshConfig: SshConfigFile;
  readonly facts: SshFacts;
  /** The given file of allowed signers, if there is one and it can be read. */
  readonly allowedSigners: SourceFile | undefined;
  readonly signoffRules: SignoffRules | undefined;
  /** Of ssh's usual key files, those that exist. */
  readonly defaultIdentityFiles: readonly string[];
  /** Absolute path of what is written relative to the workspace, or with `~/`. */
  readonly resolvePath: (path: string) => string;
}
