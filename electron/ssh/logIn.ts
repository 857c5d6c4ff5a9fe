import { setTimeout as pause } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import { Fault } from '../../shared/protocol/fault.ts';
import { decideRetryMs } from './backOff.ts';
import { LostBeforeLogin } from './connectFault.ts';
import type { HandshakeGate } from './handshakeGate.ts';
import type { Keyring } from './keyring.ts';
import type { KnownHosts } from './knownHosts.ts';
import { gatherLoginKeys, type LoginKeys } from './loginKeys.ts';
import { openLink, type Link } from './openLink.ts';
import type { SshTarget } from './remoteHost.ts';
import { waitUnlessAborted } from './whenAborted.ts';

const maxAttempts = 6;

export interface LogInParts {
  readonly knownHosts: KnownHosts;
  readonly keyring: Keyring;
  readonly gate: HandshakeGate;
  readonly agentSocket: string | undefined;
  readonly keepAliveMs: number;
  readonly connectTimeoutMs: number;
  readonly random: () => number;
  /** A stream to the target through its last jump host, which is connected if need be. */
  openThrough(jump: SshTarget, target: SshTarget, options: Cancellable): Promise<Duplex>;
}

export interface Cancellable {
  readonly signal: AbortSignal;
}

/**
 * Logs in to a host. A passphrase is asked for only when nothing else let us in and it would help, and
 * between two connections, so that no server waits for a person.
 */
export async function logIn(parts: LogInParts, target: SshTarget, options: Cancellable): Promise<Link> {
  for (;;) {
    const loginKeys = await gatherLoginKeys(target, parts.keyring, parts.agentSocket);
    try {
      return await logInPatiently(parts, target, loginKeys, options);
    } catch (error) {
      const [locked] = loginKeys.wanted();
      const isAboutKeys = error instanceof Fault && error.code === 'AUTHENTICATION_FAILED';
      if (!isAboutKeys || locked === undefined) throw error;
      await waitUnlessAborted(parts.keyring.unlock(locked), options.signal);
    }
  }
}

/** A login that was thrown out before it began is tried again, a bounded number of times. */
async function logInPatiently(
  parts: LogInParts,
  target: SshTarget,
  loginKeys: LoginKeys,
  options: Cancellable,
): Promise<Link> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await parts.gate.pass(toGateway(target), () => logInOnce(parts, target, loginKeys, options));
    } catch (error) {
      if (!(error instanceof LostBeforeLogin) || attempt === maxAttempts) throw error;
      await waitUnlessAborted(pause(decideRetryMs(attempt, parts.random)), options.signal);
    }
  }
}

async function logInOnce(
  parts: LogInParts,
  target: SshTarget,
  loginKeys: LoginKeys,
  options: Cancellable,
): Promise<Link> {
  const jump = target.jumps.at(-1);
  const through = jump && (await openThroughJump(parts, jump, target, options));
  return openLink({
    target,
    loginKeys,
    knownHosts: parts.knownHosts,
    keepAliveMs: parts.keepAliveMs,
    connectTimeoutMs: parts.connectTimeoutMs,
    signal: options.signal,
    ...(through === undefined ? {} : { through }),
  });
}

/** A jump host's trouble keeps its kind, and says whom it kept us from. */
async function openThroughJump(
  parts: LogInParts,
  jump: SshTarget,
  target: SshTarget,
  options: Cancellable,
): Promise<Duplex> {
  try {
    return await parts.openThrough(jump, target, options);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const code = error.code === 'CHANNEL_REFUSED' ? 'UNREACHABLE' : error.code;
    throw new Fault(code, `${target.name}, through ${jump.name}: ${error.message}`, {
      ...(error.wayOut === undefined ? {} : { wayOut: error.wayOut }),
      retryable: error.retryable,
      cause: error,
    });
  }
}

/**
 * `MaxStartups` counts where a login is made: behind the last jump host, or at the target itself. A jump host's
 * own login never waits for those that go through it: they hold their places while they wait for it.
 */
function toGateway(target: SshTarget): string {
  const jump = target.jumps.at(-1);
  return jump ? `through ${jump.address}:${jump.port}` : `to ${target.address}:${target.port}`;
}
