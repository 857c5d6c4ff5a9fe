import { createChannelTransport } from './channelTransport.ts';
import type { Transport } from './transport.ts';

/** What a browser's `WebSocket` and the one of `ws` have in common. */
export interface WebSocketLike {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(
    type: 'close',
    listener: (event: { readonly code: number; readonly reason: string }) => void,
  ): void;
}

/** WHATWG WebSockets, section 3.1: the only states in which something may be sent, now or soon. */
const connecting = 0;
const open = 1;

export interface WebSocketLimits {
  /** Of one message that arrives, in UTF-16 units; sockets that know a limit in bytes should have one too. */
  readonly maxReceivedLength: number;
  /**
   * Of what was sent and the other side has not taken yet, beside the biggest frame: that one alone shows nothing,
   * since a snapshot of a big fleet is still under way when the next frame is sent. Answers have no other bound.
   */
  readonly maxBufferedBytes: number;
}

/**
 * JSON text frames over a WebSocket. What is sent before it opens waits. A message that is binary, not JSON or
 * too long ends the line with the reason, and so does a side that no longer reads.
 */
export function createWebSocketTransport(socket: WebSocketLike, limits: WebSocketLimits): Transport {
  const waiting: string[] = [];
  let closeOnOpen: string | undefined;
  let biggestLength = 0;
  const { transport, deliver, closed } = createChannelTransport({
    post(frame) {
      const text = JSON.stringify(frame);
      if (socket.readyState === connecting) waiting.push(text);
      else if (socket.readyState === open) sendText(text);
    },
    shut(reason) {
      // Closing a socket that is still connecting breaks it off without a word, and loses what waits.
      if (socket.readyState === connecting) closeOnOpen = reason;
      else socket.close(1000, toCloseReason(reason));
    },
  });

  function sendText(text: string): void {
    if (socket.bufferedAmount > limits.maxBufferedBytes + biggestLength)
      return transport.close('The other side does not read.');
    biggestLength = Math.max(biggestLength, text.length);
    socket.send(text);
  }

  socket.addEventListener('open', () => {
    for (const text of waiting.splice(0)) sendText(text);
    if (closeOnOpen !== undefined) socket.close(1000, toCloseReason(closeOnOpen));
  });
  socket.addEventListener('message', ({ data }) => {
    if (typeof data !== 'string') return transport.close('A binary frame was received.');
    if (data.length > limits.maxReceivedLength) return transport.close('A frame is too big.');
    const decoded = decode(data);
    if (!decoded) return transport.close('A frame is not JSON.');
    deliver(decoded.message);
  });
  socket.addEventListener('close', ({ code, reason }) => closed(reason || `The connection ended (${code}).`));
  // Always followed by `close`, which says what can be said; without a listener `ws` would throw.
  socket.addEventListener('error', () => undefined);
  return transport;
}

function decode(text: string): { readonly message: unknown } | undefined {
  try {
    return { message: JSON.parse(text) };
  } catch {
    return undefined; // the caller ends the line and says so
  }
}

/** RFC 6455, section 5.5: a control frame carries 125 bytes, two of them the code. */
function toCloseReason(reason: string): string {
  return reason.replace(/[^ -~]/g, '?').slice(0, 123);
}
