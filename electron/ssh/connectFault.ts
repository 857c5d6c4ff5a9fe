import { Fault } from '../../shared/protocol/fault.ts';
import type { SshTarget } from './remoteHost.ts';

/**
 * The connection ended before the login was through, without an SSH message that says why: what `MaxStartups`
 * does to some of many logins at once, and worth another try a moment later.
 */
export class LostBeforeLogin extends Fault {}

/** What a person calls the host: its name and where it is. */
export function toPlace(target: SshTarget): string {
  return `${target.name} (${target.address}:${target.port})`;
}

/** The fault for an error that ssh2 emitted before `ready`; undefined when the connection just ended. */
export function toConnectFault(
  target: SshTarget,
  error: Error | undefined,
  context: { readonly timeoutMs: number; readonly loginNotes: readonly string[] },
): Fault {
  const place = toPlace(target);
  if (error === undefined)
    return new LostBeforeLogin('UNREACHABLE', `${place}: connection lost before login`, retry(target));
  const { level, code } = readErrorFields(error);
  const message = error.message;

  if (level === 'client-authentication' || message.includes('Too many authentication failures')) {
    const tried = context.loginNotes.length > 0 ? context.loginNotes.join('; ') : 'there was no key to offer';
    return new Fault(
      'AUTHENTICATION_FAILED',
      `${place}: no key was accepted for user ${target.user}: ${tried}`,
      {
        wayOut: `Check the user and the keys (ssh -v -p ${target.port} ${target.user}@${target.address}), or load the right key into the agent.`,
        cause: error,
      },
    );
  }
  if (level === 'client-timeout') {
    return new Fault('UNREACHABLE', `${place}: no answer within ${context.timeoutMs} ms`, {
      ...retry(target),
      cause: error,
    });
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || message.includes('before handshake')) {
    return new LostBeforeLogin('UNREACHABLE', `${place}: connection lost before login (${message})`, {
      ...retry(target),
      cause: error,
    });
  }
  return new Fault('UNREACHABLE', `${place}: ${explain(code, message)}`, { ...retry(target), cause: error });
}

function explain(code: string | undefined, message: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'connection refused: nothing listens there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its address cannot be found (DNS)';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'no route to it';
    default:
      return message;
  }
}

function retry(target: SshTarget) {
  return {
    wayOut: `Check that ${target.address} answers on port ${target.port} and try again.`,
    retryable: true,
  };
}

/** ssh2 adds `level`, Node adds `code`; neither is in the type of an Error. */
export function readErrorFields(error: Error): { readonly level?: string; readonly code?: string } {
  const level = 'level' in error && typeof error.level === 'string' ? error.level : undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { ...(level === undefined ? {} : { level }), ...(code === undefined ? {} : { code }) };
}
