import { signoffNamespace } from '../model/statement.ts';

/** Stock commands for a POSIX shell; names are ours and plain, so that nothing in them needs quoting. */

/** `signoff-p-17-li-approve-9f86d081.json`: what a statement is called as a file; the same person may sign several. */
export function statementFileName(of: {
  readonly promotionId: string;
  readonly person: string;
  readonly decision: string;
  readonly statementSha256: string;
}): string {
  return `signoff-${of.promotionId}-${of.person}-${of.decision}-${of.statementSha256.slice(0, 8)}.json`;
}

/** Signs a statement on a machine without Signalbox; writes FILE.sig. */
export function signCommand(statementFile: string): string {
  return `ssh-keygen -Y sign -n ${signoffNamespace} -f KEY ${statementFile}`;
}

/**
 * Checks a sign-off as of the moment that the journal recorded it.
 * @param recordedAt UTC instant.
 */
export function verifyCommand(of: {
  readonly person: string;
  readonly statementFile: string;
  readonly recordedAt: string;
  readonly hasRevokedKeys: boolean;
}): string {
  const revoked = of.hasRevokedKeys ? ' -r revoked_keys' : '';
  return `ssh-keygen -Y verify -f allowed_signers${revoked} -I ${of.person} -n ${signoffNamespace} -O verify-time=${verifyTimeOf(of.recordedAt)} -s ${of.statementFile}.sig < ${of.statementFile}`;
}

/** `20260501120000Z`. Without the Z ssh-keygen would take it for local time. */
function verifyTimeOf(at: string): string {
  return `${at.slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
}
