import { Fault, type FaultCode } from '../../../shared/protocol/fault.ts';
import type { SshKeygenResult } from '../keygen/runSshKeygen.ts';
import type { AskpassRecord } from './answerAskpass.ts';
import type { SignKey } from './signWithSshKeygen.ts';

interface Explanation {
  readonly says: RegExp;
  readonly code: FaultCode;
  readonly message: (name: string) => string;
  readonly wayOut: string;
  readonly retryable: boolean;
}

/** OpenSSH's own words (ssherr.c, ssh-keygen.c), the more telling ones first: it often says two things at once. */
const explanations: readonly Explanation[] = [
  {
    says: /incorrect passphrase/i,
    code: 'AUTHENTICATION_FAILED',
    message: (name) => `Wrong passphrase for ${name}.`,
    wayOut: 'Type the passphrase again.',
    retryable: true,
  },
  {
    says: /incorrect PIN|PIN (is )?(required|invalid|blocked)|PIN_(INVALID|REQUIRED|AUTH_BLOCKED|BLOCKED)/i,
    code: 'AUTHENTICATION_FAILED',
    message: (name) => `The key refused the PIN for ${name}.`,
    wayOut: 'Type the PIN again; after too many attempts the key locks itself.',
    retryable: true,
  },
  {
    says: /UNPROTECTED PRIVATE KEY|bad permissions/i,
    code: 'INVALID_INPUT',
    message: (name) => `Others may read ${name}, so ssh-keygen does not use it.`,
    wayOut: 'Take the permissions away (chmod 600), and ask whether somebody copied the key.',
    retryable: false,
  },
  {
    says: /agent refused operation/i,
    code: 'AUTHENTICATION_FAILED',
    message: (name) => `The agent refused to sign with ${name}.`,
    wayOut: 'Confirm it where the agent asks; unlock the agent, or touch the key in time.',
    retryable: true,
  },
  {
    says: /find key in agent|not found in agent|agent contains no identities/i,
    code: 'NOT_FOUND',
    message: (name) => `The agent does not hold ${name}.`,
    wayOut: 'Load the key with ssh-add, or sign with the key file.',
    retryable: false,
  },
  {
    says: /get agent socket|get authentication socket|communication with agent failed/i,
    code: 'NOT_FOUND',
    message: () => 'No SSH agent answers.',
    wayOut: 'Start ssh-agent and load the key, or sign with the key file.',
    retryable: true,
  },
  {
    // The file is there (that was looked at first), but neither it nor a .pub beside it tells the public half.
    says: /load public key .*no such file or directory/i,
    code: 'INVALID_INPUT',
    message: (name) => `${name} is no key in OpenSSH's form, and no .pub lies beside it.`,
    wayOut: 'Name a private key as ssh-keygen writes it.',
    retryable: false,
  },
  {
    says: /device not found|FIDO_ERR_(NO_CREDENTIALS|INVALID_CREDENTIAL)/i,
    code: 'NOT_FOUND',
    message: (name) => `The hardware key behind ${name} is not plugged in.`,
    wayOut: 'Plug the key in and sign again.',
    retryable: true,
  },
  {
    says: /timed? ?out|FIDO_ERR_(ACTION_TIMEOUT|USER_ACTION_TIMEOUT|KEEPALIVE_CANCEL)/i,
    code: 'TIMED_OUT',
    message: (name) => `Nobody touched the key ${name} in time.`,
    wayOut: 'Sign again and touch the key when it blinks.',
    retryable: true,
  },
  {
    says: /permission denied/i,
    code: 'INVALID_INPUT',
    message: (name) => `${name} cannot be read.`,
    wayOut: 'Check who owns the key file.',
    retryable: false,
  },
  {
    says: /invalid format|error in libcrypto|unknown or unsupported key type|is not a (private|public) key/i,
    code: 'INVALID_INPUT',
    message: (name) => `${name} is no key that ssh-keygen can use.`,
    wayOut: 'Name a private key in the form that ssh-keygen writes.',
    retryable: false,
  },
];

/** Why nothing was signed, in words and with the way out. ssh-keygen's own words go along as details. */
export function toSignFault(key: SignKey, result: SshKeygenResult, record: AskpassRecord): Fault {
  const name = key.kind === 'file' ? key.path : toKeyName(key.publicKeyLine);
  const words = result.stderr.split('\n').filter((line) => line.trim() !== '');
  if (record.secret === 'declined' || result.end === 'cancelled') {
    return new Fault('CANCELLED', 'Nothing was signed: it was declined.', { retryable: true });
  }
  if (result.end === 'timedOut') return toTimeoutFault(name, record);
  const found = explanations.find((it) => it.says.test(result.stderr));
  if (!found) {
    return new Fault('AUTHENTICATION_FAILED', `ssh-keygen did not sign with ${name}.`, {
      wayOut: 'Read what it said, and try the same on a command line: ssh-keygen -Y sign.',
      details: words,
    });
  }
  const { code, wayOut, retryable } = found;
  return new Fault(code, found.message(name), { wayOut, retryable, details: words });
}

function toTimeoutFault(name: string, record: AskpassRecord): Fault {
  const message = record.touchAsked
    ? `Nobody touched the key ${name} in time.`
    : `${name} did not sign in time.`;
  return new Fault('TIMED_OUT', message, {
    wayOut: record.touchAsked ? 'Sign again and touch the key when it blinks.' : 'Sign again.',
    retryable: true,
  });
}

function toKeyName(publicKeyLine: string): string {
  const [type, , ...comment] = publicKeyLine.trim().split(' ');
  return comment.length > 0 ? comment.join(' ') : `this ${type ?? ''} key`;
}
