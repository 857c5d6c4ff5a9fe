import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import { Fault } from '../../shared/protocol/fault.ts';
import { createRemoteHost } from './createRemoteHost.ts';
import { createHandshakeGate } from './handshakeGate.ts';
import { createKeyring, type AskPassphrase } from './keyring.ts';
import type { KnownHosts } from './knownHosts.ts';
import { logIn, type Cancellable } from './logIn.ts';
import type { RemoteHost, SshFleet, SshTarget } from './remoteHost.ts';

export interface SshFleetOptions {
  readonly knownHosts: KnownHosts;
  /** `attempt` counts from 1, up to 3; undefined means that the person does not want to tell. */
  readonly askPassphrase: AskPassphrase;
  /** The agent for targets that name none: usually `SSH_AUTH_SOCK`. */
  readonly agentSocket?: string;
  readonly now?: () => number;
  readonly random?: () => number;
  /** Session channels per connection, SFTP and the warm shell counted; below sshd's `MaxSessions 10`. */
  readonly maxChannelsPerHost?: number;
  readonly maxHandshakesPerGateway?: number;
  readonly keepAliveMs?: number;
  readonly connectTimeoutMs?: number;
  readonly maxOutputBytes?: number;
}

const farewellsInOneGo = 16;

/** All hosts of this process, one connection each, sharing keys, jump hosts and the limit on logins at once. */
export function createSshFleet(options: SshFleetOptions): SshFleet {
  const { knownHosts, askPassphrase, agentSocket = process.env['SSH_AUTH_SOCK'] } = options;
  const { now = Date.now, random = Math.random } = options;
  const { keepAliveMs = 15_000, connectTimeoutMs = 15_000, maxOutputBytes = 1024 * 1024 } = options;
  const maxChannels = Math.max(2, options.maxChannelsPerHost ?? 8);
  const keyring = createKeyring(askPassphrase, now);
  const gate = createHandshakeGate(options.maxHandshakesPerGateway ?? 10);
  const hosts = new Map<string, { readonly target: SshTarget; readonly remote: RemoteHost }>();

  function host(target: SshTarget): RemoteHost {
    const known = hosts.get(target.name);
    if (known) {
      if (!isSamePlace(known.target, target)) throw toTwofold(known.target, target);
      return known.remote;
    }
    const shared = {
      knownHosts,
      keyring,
      gate,
      agentSocket,
      keepAliveMs,
      connectTimeoutMs,
      random,
      openThrough,
    };
    const remote = createRemoteHost({
      name: target.name,
      logIn: (cancellable) => logIn(shared, target, cancellable),
      maxChannels,
      maxOutputBytes,
      openTimeoutMs: connectTimeoutMs,
      now,
      random,
    });
    hosts.set(target.name, { target, remote });
    return remote;
  }

  /** A jump host is a host like any other, reached through the jumps before it. */
  function openThrough(jump: SshTarget, target: SshTarget, cancellable: Cancellable): Promise<Duplex> {
    const before = target.jumps.slice(0, -1);
    return host({ ...jump, jumps: before }).openTcp(target.address, target.port, cancellable);
  }

  return {
    host,
    async dispose() {
      gate.close();
      // Those behind jump hosts first: closing a jump host cuts off whatever goes through it.
      const all = [...hosts.values()].toSorted(
        (one, other) => other.target.jumps.length - one.target.jumps.length,
      );
      for (const depth of new Set(all.map((entry) => entry.target.jumps.length))) {
        const level = all.filter((entry) => entry.target.jumps.length === depth);
        const ending: Promise<void>[] = [];
        for (const { remote } of level) {
          const farewell = remote.dispose();
          farewell.catch(() => undefined); // told where all are awaited
          ending.push(farewell);
          // A thousand farewells at once would hold up everybody else.
          if (ending.length % farewellsInOneGo === 0) await nextTurn();
        }
        await Promise.all(ending);
      }
    },
  };
}

function isSamePlace(one: SshTarget, other: SshTarget): boolean {
  const toPlace = (target: SshTarget): unknown => [
    target.address,
    target.port,
    target.user,
    target.agentSocket ?? '',
    target.identityFiles,
    target.jumps.map(toPlace),
  ];
  return JSON.stringify(toPlace(one)) === JSON.stringify(toPlace(other));
}

function toTwofold(known: SshTarget, other: SshTarget): Fault {
  const describe = (target: SshTarget) => `${target.user}@${target.address}:${target.port}`;
  return new Fault(
    'INVALID_INPUT',
    `the host name ${known.name} means both ${describe(known)} and ${describe(other)}, or is reached in two ways`,
    { wayOut: 'Give each host its own name, and describe a jump host the same way everywhere.' },
  );
}
