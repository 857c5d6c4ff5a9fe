import type { OutputOf } from '../../../shared/contract/contract.ts';
import type { SignedStatement } from '../../../shared/contract/signoffArea.ts';
import type { PromotionState } from '../../../shared/journal/promotionState.ts';
import { signoffNamespace } from '../../../shared/model/statement.ts';

export interface ProofFile {
  /** Below the folder of the proof; letters, digits, dots and dashes. */
  readonly name: string;
  readonly text: string;
}

/**
 * Everything that somebody needs to check the sign-offs without Signalbox: the exact bytes, the signatures, whose keys they
 * are, and the commands.
 */
export function toProofFiles(promotion: PromotionState, proof: OutputOf<'promotions.proof'>): ProofFile[] {
  const { signoffs, allowedSigners, revokedKeys } = proof;
  const hasRevoked = revokedKeys !== undefined && revokedKeys !== '';
  const commands = signoffs.map((it) => ({ signoff: it, line: verifyLine(it, hasRevoked) }));
  return [
    ...signoffs.flatMap((it) => [
      { name: `${nameOf(it)}.statement`, text: it.statement },
      { name: `${nameOf(it)}.sig`, text: it.signature },
    ]),
    { name: 'allowed_signers', text: allowedSigners },
    ...(hasRevoked ? [{ name: 'revoked_keys', text: revokedKeys }] : []),
    { name: 'verify', text: verifyScript(commands) },
    { name: 'README.md', text: readme(promotion, commands) },
  ];
}

function nameOf({ person, decision, statementSha256 }: SignedStatement): string {
  return `${person}-${decision}-${statementSha256.slice(0, 12)}`;
}

/**
 * Keys are judged at the moment that the journal recorded. OpenSSH knows the suffix Z only since 9.1, and reads a time
 * without it as local: hence TZ.
 */
function verifyLine(it: SignedStatement, hasRevoked: boolean): string {
  const name = nameOf(it);
  const time = it.recordedAt.slice(0, 19).replace(/[-T:]/g, '');
  const revoked = hasRevoked ? ' -r revoked_keys' : '';
  return `TZ=UTC ssh-keygen -Y verify -f allowed_signers${revoked} -I '${it.person}' -n '${signoffNamespace}' -Overify-time=${time} -s '${name}.sig' < '${name}.statement'`;
}

interface Commanded {
  readonly signoff: SignedStatement;
  readonly line: string;
}

function verifyScript(commands: readonly Commanded[]): string {
  return `#!/bin/sh
# Every sign-off of this folder, checked by the ssh-keygen of this machine. Needs OpenSSH 8.7 or newer.
cd "$(dirname "$0")" || exit 2
failed=0
${commands.map(({ line }) => `${line} || failed=1\n`).join('')}exit $failed
`;
}

function readme(promotion: PromotionState, commands: readonly Commanded[]): string {
  const { id, service, environment, release, requester, requestedAt, bindings } = promotion;
  const lines = commands.map(
    ({ signoff, line }) =>
      `${signoff.person}, ${signoff.decision}, recorded ${signoff.recordedAt}:\n\n    ${line}\n`,
  );
  return `# Sign-offs of ${service} ${release.version} for ${environment}

Promotion ${id}, asked for by ${requester} at ${requestedAt}.

Each \`.statement\` holds the exact bytes that were signed, each \`.sig\` the SSH signature. \`allowed_signers\` says whose keys
count; compare its keys with what you know of these people, for a proof is as good as this file. A sign-off approves what
stands in its statement and nothing else: what was asked last is

    artifactSha256  ${bindings.artifactSha256}
    planSha256      ${bindings.planSha256}
    headCommit      ${bindings.headCommit}

Check all of them with \`sh verify\`, or one by one, in this folder:

${lines.join('\n')}`;
}
