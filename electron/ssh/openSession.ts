import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'ssh2';
import { Fault } from '../../shared/protocol/fault.ts';
import type { ChannelSlots, Lane } from './channelSlots.ts';
import type { Link } from './openLink.ts';
import { throwIfAborted } from './whenAborted.ts';

export interface Session<T> {
  readonly channel: T;
  /** To be called once the channel is closed. */
  readonly release: () => void;
}

export interface SessionContext {
  readonly host: string;
  readonly link: Link;
  readonly slots: ChannelSlots;
  readonly openTimeoutMs: number;
}

type Open<T> = (client: Client, done: (error: Error | undefined, channel: T) => void) => void;

const attemptsAlone = 5;

/**
 * Opens a session channel when there is room for one. A host that refuses although we counted room allows
 * fewer than assumed: then this waits for another one to close. Where no other is open, one that has just been closed
 * may still count there: it asks some more times, and then fails with CHANNEL_REFUSED.
 */
export async function openSession<T>(
  context: SessionContext,
  lane: Lane,
  open: Open<T>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Session<T>> {
  for (let attempt = 1; ; attempt += 1) {
    throwIfAborted(options.signal);
    const release = await context.slots.acquire(lane, options);
    try {
      return { channel: await openChannel(context.host, context.link, context.openTimeoutMs, open), release };
    } catch (error) {
      const isRefused = error instanceof Fault && error.code === 'CHANNEL_REFUSED';
      const willOneClose = isRefused && lane !== 'urgent' && context.slots.learnRefusal();
      release();
      if (willOneClose) continue;
      if (!isRefused || attempt >= attemptsAlone) throw error;
      await pause(100);
    }
  }
}

/** One attempt to open a channel of any kind; bounded, and it ends when the connection is lost. */
export async function openChannel<T>(host: string, link: Link, timeoutMs: number, open: Open<T>): Promise<T> {
  const lost = link.lost();
  if (lost) throw lost;
  return new Promise<T>((resolve, reject) => {
    const finish = (action: () => void) => {
      clearTimeout(timer);
      stopWatching();
      action();
    };
    const timer = setTimeout(() => {
      const message = `${host}: no answer within ${timeoutMs} ms when opening a channel`;
      finish(() => reject(new Fault('UNREACHABLE', message, { retryable: true })));
    }, timeoutMs);
    const stopWatching = link.onLost((fault) => finish(() => reject(fault)));
    try {
      open(link.client, (error, channel) => {
        if (error) finish(() => reject(link.lost() ?? toRefusal(host, error)));
        else finish(() => resolve(channel));
      });
    } catch (error) {
      // ssh2 throws `Not connected` when the stream just ended and its `close` has yet to come.
      const message = `${host}: connection lost`;
      finish(() =>
        reject(link.lost() ?? new Fault('UNREACHABLE', message, { retryable: true, cause: error })),
      );
    }
  });
}

function toRefusal(host: string, error: Error): Fault {
  return new Fault('CHANNEL_REFUSED', `${host}: the host refused a channel: ${error.message}`, {
    wayOut: 'Look at MaxSessions (at least 2), AllowTcpForwarding and ForceCommand in its sshd_config.',
    retryable: true,
    cause: error,
  });
}
