import { once } from 'node:events';
import { WebSocket as NodeWebSocket, WebSocketServer } from 'ws';
import { createWebSocketTransport, type WebSocketLike } from '../../shared/protocol/webSocketTransport.ts';
import type { LineKind } from './transportConformance.ts';

const megabyte = 1024 * 1024;
const hostLimits = { maxReceivedLength: megabyte, maxBufferedBytes: 64 * megabyte };
const clientLimits = { maxReceivedLength: 64 * megabyte, maxBufferedBytes: 64 * megabyte };

/** Real sockets on 127.0.0.1. `connect` chooses the client: the package `ws`, or what a browser has. */
export async function createWebSocketLines(
  connect: (url: string) => WebSocketLike & { send(data: string | Uint8Array<ArrayBuffer>): void },
): Promise<LineKind> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: megabyte });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const url = `ws://127.0.0.1:${address.port}`;
  return {
    name: 'WebSocket',
    async open() {
      const accepted = once(server, 'connection');
      const socket = connect(url);
      const client = createWebSocketTransport(socket, clientLimits);
      const [hostSocket] = await accepted;
      if (!(hostSocket instanceof NodeWebSocket)) throw new Error('The server accepted something else.');
      return {
        client,
        host: createWebSocketTransport(hostSocket, hostLimits),
        unsendable: 1n,
        hostile: {
          'not JSON': () => whenOpen(socket, () => socket.send('{"type":')),
          'no text at all': () => whenOpen(socket, () => socket.send('')),
          binary: () => whenOpen(socket, () => socket.send(new Uint8Array([1, 2, 3]))),
          'too big': () => whenOpen(socket, () => socket.send(`"${'x'.repeat(2 * megabyte)}"`)),
          'deeper than any stack': () => whenOpen(socket, () => socket.send('['.repeat(500_000))),
        },
      };
    },
    async dispose() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function whenOpen(socket: WebSocketLike, run: () => void): void {
  if (socket.readyState === 1) run();
  else socket.addEventListener('open', run);
}
