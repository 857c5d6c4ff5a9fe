import { signoffNamespace } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { type SshKeygenVerdict, verifyWithSshKeygen } from '../../signoff/sshsig/verifyWithSshKeygen.ts';
import type { Rules } from './readRules.ts';

export interface SecondOpinion {
  readonly statementBytes: Uint8Array;
  readonly armor: Uint8Array | string;
  readonly principal: string;
  readonly recordedAt: string;
  readonly rules: Rules;
}

/** What stock `ssh-keygen -Y verify` says of the very same bytes, with the file that auditors get. */
export function askSshKeygen(of: SecondOpinion): Promise<SshKeygenVerdict> {
  const { allowedSigners, revokedKeys } = of.rules;
  return verifyWithSshKeygen({
    armor: of.armor,
    message: of.statementBytes,
    namespace: signoffNamespace,
    principal: of.principal,
    allowedSigners,
    ...(revokedKeys === '' ? {} : { revokedKeys }),
    verifyAt: of.recordedAt,
  });
}

/** @throws Fault SIGNOFF_REFUSED where it does not agree, or cannot be asked: one opinion is not enough. */
export async function requireSecondOpinion(of: SecondOpinion): Promise<void> {
  const verdict = await askSshKeygen(of);
  if (verdict.kind === 'valid') return;
  throw new Fault('SIGNOFF_REFUSED', `ssh-keygen does not confirm the signature: ${verdict.words}`, {
    details: ['secondOpinion'],
    wayOut: 'Sign again; if it goes on, check which ssh-keygen is found first in PATH.',
  });
}
