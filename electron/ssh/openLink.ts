import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2, { type AgentAuthMethod, type Algorithms, type Client, type ServerHostKeyAlgorithm } from 'ssh2';
import { Fault } from '../../shared/protocol/fault.ts';
import { readErrorFields, toConnectFault, toPlace } from './connectFault.ts';
import { keyTypeOf } from './fingerprint.ts';
import { toHostKeyRefusal } from './hostKeyRefusal.ts';
import type { KnownHosts } from './knownHosts.ts';
import type { LoginKeys } from './loginKeys.ts';
import type { SshTarget } from './remoteHost.ts';
import { throwIfAborted, whenAborted } from './whenAborted.ts';

/** An SSH connection that is logged in. */
export interface Link {
  readonly client: Client;
  /** The fault of a lost connection; undefined while it stands. */
  lost(): Fault | undefined;
  /** Calls at once when it is lost already. Returns the function that ends the subscription. */
  onLost(listener: (fault: Fault) => void): () => void;
  close(): Promise<void>;
}

export interface LinkRequest {
  readonly target: SshTarget;
  readonly knownHosts: KnownHosts;
  readonly loginKeys: LoginKeys;
  /** The stream through the last jump host; without it, a TCP connection to the target. */
  readonly through?: Duplex;
  readonly keepAliveMs: number;
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * The only function that creates an ssh2 client, so that none can exist without a host key verifier: ssh2
 * accepts any key when there is none. Fails with HOST_KEY_REFUSED, AUTHENTICATION_FAILED, UNREACHABLE, CANCELLED.
 */
export async function openLink(request: LinkRequest): Promise<Link> {
  const { target, knownHosts, loginKeys, connectTimeoutMs } = request;
  throwIfAborted(request.signal);
  const client = new ssh2.Client();
  const stream = request.through ?? openSocket(target);
  const verifier = createVerifier(target, knownHosts);
  const lifetime = watchLifetime(client, stream, target);
  const login: AgentAuthMethod = { type: 'agent', username: target.user, agent: loginKeys.agent };

  await new Promise<void>((resolve, reject) => {
    const fail = (error?: Error) => {
      stream.destroy();
      const context = { timeoutMs: connectTimeoutMs, loginNotes: loginKeys.notes() };
      reject(verifier.refusal() ?? toConnectFault(target, error, context));
    };
    const stopWatching = whenAborted(request.signal, (fault) => {
      reject(fault);
      stream.destroy();
    });
    client.once('ready', () => {
      stopWatching();
      resolve();
    });
    client.once('close', stopWatching);
    // ssh2 may emit `error` twice on one connect; the second finds the promise settled.
    client.on('error', (error) => {
      if (isFatal(error)) fail(error);
    });
    client.on('close', () => fail());
    client.connect({
      sock: stream,
      username: target.user,
      hostVerifier: verifier.verify,
      algorithms: chooseAlgorithms(knownHosts.keyTypes(target.address, target.port)),
      authHandler: [login],
      agentForward: false,
      readyTimeout: connectTimeoutMs,
      keepaliveInterval: request.keepAliveMs,
      keepaliveCountMax: 3,
    });
  });
  return lifetime;
}

/** Nagle's algorithm and delayed acknowledgements would cost 40 ms an exchange; ssh2 never switches it off. */
function openSocket(target: SshTarget): Socket {
  const socket = connect({ host: target.address, port: target.port });
  socket.setNoDelay(true);
  return socket;
}

/** Answers ssh2 with a strict boolean: ssh2 takes anything but `false` for a yes. */
function createVerifier(target: SshTarget, knownHosts: KnownHosts) {
  let refusal: Fault | undefined;
  const decide = (keyBlob: Buffer): Fault | undefined => {
    const keyType = keyTypeOf(keyBlob);
    if (keyType === undefined) return new Fault('HOST_KEY_REFUSED', `${toPlace(target)}: malformed host key`);
    try {
      const verdict = knownHosts.check(target.address, target.port, keyType, keyBlob);
      if (verdict.kind === 'trusted') return undefined;
      return toHostKeyRefusal(target, verdict, { keyType, keyBlob }, knownHosts.file);
    } catch (error) {
      if (error instanceof Fault) return error;
      return new Fault('HOST_KEY_REFUSED', `${toPlace(target)}: its key cannot be checked`, { cause: error });
    }
  };
  return {
    verify: (keyBlob: Buffer): boolean => (refusal = decide(keyBlob)) === undefined,
    refusal: () => refusal,
  };
}

const hostKeyAlgorithms: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

/**
 * Known key types first, as OpenSSH orders them (sshconnect2.c, `order_hostkeyalgs`): otherwise a host with
 * several keys would present one that is not known. RSA with SHA-1 is never offered.
 */
export function chooseAlgorithms(knownTypes: readonly string[]): Algorithms {
  const isKnown = (algorithm: string) =>
    knownTypes.includes(algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm);
  const known = hostKeyAlgorithms.filter(isKnown);
  const rest = hostKeyAlgorithms.filter((algorithm) => !isKnown(algorithm));
  return { serverHostKey: [...known, ...rest], compress: ['none'] };
}

/** A key that cannot sign, or an agent that went away, only means that the next key is tried. */
function isFatal(error: Error): boolean {
  const { level } = readErrorFields(error);
  const isAboutOneKey = level === 'client-authentication' && error.message.startsWith('Error ');
  return level !== 'agent' && !isAboutOneKey;
}

/** Keeps the permanent listeners: an `error` that nobody hears would end the process. */
function watchLifetime(client: Client, stream: Duplex, target: SshTarget): Link {
  const listeners = new Set<(fault: Fault) => void>();
  let lastError: Error | undefined;
  let lost: Fault | undefined;
  let closed: (() => void) | undefined;
  client.on('error', (error) => {
    if (isFatal(error)) lastError = error;
  });
  stream.on('error', (error) => (lastError ??= error));
  client.on('end', () => stream.destroy());
  client.on('close', () => {
    if (lost === undefined) {
      const why = lastError ? ` (${lastError.message})` : '';
      lost = new Fault(
        'UNREACHABLE',
        `${toPlace(target)}: connection lost${why}; the command may still run`,
        {
          wayOut: 'Connect again and look what became of it.',
          retryable: true,
          cause: lastError,
        },
      );
      for (const listener of listeners) listener(lost);
      listeners.clear();
    }
    closed?.();
  });
  return {
    client,
    lost: () => lost,
    onLost: (listener) => {
      if (lost) listener(lost);
      else listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () =>
      new Promise((resolve) => {
        if (lost) return resolve();
        // ssh2's own destroy() does nothing once the stream has ended; a host that hangs must not hang us.
        const timers = [setTimeout(() => stream.destroy(), 500), setTimeout(resolve, 1000)];
        closed = () => {
          timers.forEach(clearTimeout);
          resolve();
        };
        client.end();
      }),
  };
}
