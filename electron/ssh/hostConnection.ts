import type { Trouble } from '../../shared/model/trouble.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { decideBackOffMs } from './backOff.ts';
import { createChannelSlots, type ChannelSlots } from './channelSlots.ts';
import type { Cancellable } from './logIn.ts';
import type { Link } from './openLink.ts';
import type { Connection, ConnectionState, LastTrouble } from './remoteHost.ts';
import { troubleOf } from '../../shared/protocol/troubleOf.ts';
import { throwIfAborted, toCancelled, waitUnlessAborted } from './whenAborted.ts';

/** A link and the channels counted on it. */
export interface CountedLink {
  readonly link: Link;
  readonly slots: ChannelSlots;
}

/** The one connection of a host: opened when asked for, shared, and left alone for a while after a failure. */
export interface HostConnection {
  connection(): Connection;
  onChange(listener: (connection: Connection) => void): () => void;
  /** The connection, opened if need be. While backing off it fails at once, with the last reason. */
  open(options: { readonly signal?: AbortSignal }): Promise<CountedLink>;
  dispose(): Promise<void>;
}

export interface HostConnectionParts {
  readonly name: string;
  /** `signal` aborts when the connection is disposed of. */
  logIn(options: Cancellable): Promise<Link>;
  readonly maxChannels: number;
  readonly now: () => number;
  readonly random: () => number;
}

interface Failure {
  readonly fault: Fault;
  readonly nextAttemptAtMs: number;
}

export function createHostConnection(parts: HostConnectionParts): HostConnection {
  const { name, now, random } = parts;
  const listeners = new Set<(connection: Connection) => void>();
  let state: ConnectionState = 'idle';
  let lastTrouble: LastTrouble | undefined;
  let current: CountedLink | undefined;
  let opening: Promise<CountedLink> | undefined;
  let failure: Failure | undefined;
  let failures = 0;
  const disposal = new AbortController();

  const connection = (): Connection => ({ state, ...(lastTrouble ? { lastTrouble } : {}) });

  function enter(next: ConnectionState, fault?: Fault): void {
    state = next;
    if (fault) lastTrouble = toLastTrouble(fault, now());
    for (const listener of listeners) listener(connection());
  }

  async function connect(): Promise<CountedLink> {
    enter('connecting');
    try {
      const link = await parts.logIn({ signal: disposal.signal });
      if (disposal.signal.aborted) {
        await link.close();
        throw toCancelled();
      }
      return accept(link);
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault('INTERNAL', String(error), { cause: error });
      failures += 1;
      failure = { fault, nextAttemptAtMs: now() + decideBackOffMs(failures, random) };
      enter('waiting', fault);
      throw fault;
    } finally {
      opening = undefined;
    }
  }

  function accept(link: Link): CountedLink {
    const counted: CountedLink = { link, slots: createChannelSlots(parts.maxChannels) };
    failures = 0;
    failure = undefined;
    current = counted;
    enter('connected');
    link.onLost((fault) => {
      counted.slots.close(fault);
      if (current !== counted) return;
      current = undefined;
      if (!disposal.signal.aborted) enter('idle', fault);
    });
    return counted;
  }

  return {
    connection,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async open({ signal }) {
      throwIfAborted(signal);
      if (disposal.signal.aborted) throw new Fault('CANCELLED', `${name}: its connections are closed`);
      if (current) return current;
      if (!opening && failure && now() < failure.nextAttemptAtMs) throw toBackingOff(name, failure);
      opening ??= connect();
      return waitUnlessAborted(opening, signal);
    },
    async dispose() {
      listeners.clear();
      disposal.abort();
      const open = current;
      current = undefined;
      state = 'idle';
      open?.slots.close(toCancelled());
      await open?.link.close();
      await opening?.catch(() => {});
    },
  };
}

function toBackingOff(name: string, { fault, nextAttemptAtMs }: Failure): Fault {
  const nextAt = new Date(nextAttemptAtMs).toISOString();
  return new Fault(fault.code, `${fault.message} (not tried again before ${nextAt})`, {
    wayOut: fault.wayOut ?? `Try ${name} again after ${nextAt}.`,
    retryable: true,
    cause: fault,
  });
}

function toLastTrouble(fault: Fault, atMs: number): LastTrouble {
  const trouble: Trouble = troubleOf(fault);
  return { trouble, message: fault.message, at: new Date(atMs).toISOString() };
}
