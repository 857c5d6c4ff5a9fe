import { createChannelTransport } from './channelTransport.ts';
import type { Transport } from './transport.ts';

/** What a browser's `WebSocket` and the one of `ws` have in common. */
export interface WebSocketLike {
  readonly readyState: number;
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

/**
 * JSON text frames over a WebSocket. What is sent before it opens waits; a binary message, one that is not
 * JSON, or one longer than `maxReceivedLength` (UTF-16 units) ends it with the reason.
 */
export function createWebSocketTransport(
  socket: WebSocketLike,
  options: { readonly maxReceivedLength: number },
): Transport {
  const waiting: string[] = [];
  const { transport, deliver, closed } = createChannelTransport({
    post(frame) {
      const text = JSON.stringify(frame);
      if (socket.readyState === connecting) waiting.push(text);
      else if (socket.readyState === open) socket.send(text);
    },
    shut: (reason) => socket.close(1000, toCloseReason(reason)),
  });

  socket.addEventListener('open', () => {
    for (const text of waiting.splice(0)) socket.send(text);
  });
  socket.addEventListener('message', ({ data }) => {
    if (typeof data !== 'string') return transport.close('A binary frame was received.');
    if (data.length > options.maxReceivedLength) return transport.close('A frame is too big.');
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
