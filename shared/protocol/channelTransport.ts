import type { Frame } from './frames.ts';
import type { Transport } from './transport.ts';

/** The sending half of anything that carries messages: a socket, a message port, an IPC channel. */
export interface Channel {
  post(frame: Frame): void;
  /** Tells the other side why, where the channel can, and releases it. */
  shut(reason: string): void;
}

/** A transport, and the two things its channel reports to it. */
export interface ChannelTransport {
  readonly transport: Transport;
  readonly deliver: (message: unknown) => void;
  /** The other side, or the line itself, has ended it. */
  readonly closed: (reason: string) => void;
}

/** Listeners, and "closed exactly once", for every kind of channel. */
export function createChannelTransport(channel: Channel): ChannelTransport {
  const frameListeners = new Set<(frame: unknown) => void>();
  const closeListeners = new Set<(reason: string) => void>();
  let closedBecause: string | undefined;

  function finish(reason: string): void {
    if (closedBecause !== undefined) return;
    closedBecause = reason;
    const listeners = [...closeListeners];
    frameListeners.clear();
    closeListeners.clear();
    for (const listener of listeners) listener(reason);
  }

  const transport: Transport = {
    send(frame) {
      if (closedBecause === undefined) channel.post(frame);
    },
    onFrame(listener) {
      if (closedBecause === undefined) frameListeners.add(listener);
      return () => frameListeners.delete(listener);
    },
    onClose(listener) {
      if (closedBecause === undefined) {
        closeListeners.add(listener);
        return () => closeListeners.delete(listener);
      }
      return later(closedBecause, listener);
    },
    close(reason = 'closed') {
      if (closedBecause !== undefined) return;
      finish(reason);
      channel.shut(reason);
    },
  };

  return {
    transport,
    deliver(message) {
      for (const listener of frameListeners) listener(message);
    },
    closed: finish,
  };
}

function later(reason: string, listener: (reason: string) => void): () => void {
  let wanted = true;
  void Promise.resolve().then(() => {
    if (wanted) listener(reason);
  });
  return () => {
    wanted = false;
  };
}
