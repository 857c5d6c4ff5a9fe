import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { parseSession, socketPath, socketSubprotocol } from '../../shared/protocol/loopbackAccess.ts';
import type { Transport } from '../../shared/protocol/transport.ts';
import { createWebSocketTransport } from '../../shared/protocol/webSocketTransport.ts';
import type { Access } from './access.ts';
import { judgeOrigin } from './requestOrigin.ts';

/** Inputs are small; the longest is an answered prompt. */
export const maxFrameBytes = 1024 * 1024;
/** A browser tab or a few, not a crowd. */
const maxSockets = 16;
const maxBufferedBytes = 64 * 1024 * 1024;

export interface SocketAcceptor {
  /** Ends every line; resolves when the last socket is gone, also of clients that do not answer. */
  close(reason: string): Promise<void>;
}

/** WebSockets on `/socket`, for our own page with a session and for nobody else. */
export function acceptSockets(
  server: Server,
  options: {
    readonly port: number;
    readonly access: Access;
    readonly connect: (transport: Transport) => { close(): void };
  },
): SocketAcceptor {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    // The session is never sent back: the answer names our subprotocol only.
    handleProtocols: () => socketSubprotocol,
  });
  const transports = new Set<Transport>();

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const refusal = decideRefusal(request, options, sockets.clients.size);
    if (refusal) return refuse(socket, refusal);
    sockets.handleUpgrade(request, socket, head, accept);
  });

  function accept(socket: WebSocket): void {
    const transport = createWebSocketTransport(socket, {
      maxReceivedLength: maxFrameBytes,
      maxBufferedBytes,
    });
    transports.add(transport);
    transport.onClose(() => transports.delete(transport));
    options.connect(transport);
  }

  return {
    async close(reason) {
      for (const transport of transports) transport.close(reason);
      const gone = [...sockets.clients].map((it) => new Promise((resolve) => it.once('close', resolve)));
      const deadline = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, 1_000);
      await Promise.all(gone);
      clearTimeout(deadline);
      sockets.close();
    },
  };
}

function decideRefusal(
  request: IncomingMessage,
  { port, access }: { readonly port: number; readonly access: Access },
  open: number,
): string | undefined {
  if (judgeOrigin(request.headers, port, { originRequired: true }) !== 'ours') return '403 Forbidden';
  if (request.url !== socketPath) return '404 Not Found';
  const session = parseSession(request.headers['sec-websocket-protocol'] ?? '');
  if (session === undefined || !access.isSession(session)) return '401 Unauthorized';
  return open >= maxSockets ? '503 Service Unavailable' : undefined;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
