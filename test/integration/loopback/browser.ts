import { request as startRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import {
  sessionAnswer,
  sessionPath,
  socketPath,
  toSubprotocols,
} from '../../../shared/protocol/loopbackAccess.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a browser, or somebody who plays one badly, does to the host; every header can be forged. */
export function createBrowser(port: number) {
  const origin = `http://127.0.0.1:${port}`;

  function send(
    method: string,
    path: string,
    options: { readonly headers?: Record<string, string>; readonly body?: string } = {},
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const request = startRequest(
        { host: '127.0.0.1', port, method, path, headers: { ...options.headers }, agent: false },
        (response) => {
          text(response).then(
            (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
            reject,
          );
        },
      );
      request.on('error', reject);
      request.end(options.body);
    });
  }

  const exchange = (token: string, headers: Record<string, string> = {}): Promise<Reply> =>
    send('POST', sessionPath, {
      headers: { Origin: origin, 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ token }),
    });

  async function openSession(token: string): Promise<string> {
    const reply = await exchange(token);
    return sessionAnswer.parse(JSON.parse(reply.body)).session;
  }

  function openSocket(
    options: {
      readonly session?: string;
      readonly protocols?: string[];
      readonly path?: string;
      readonly headers?: Record<string, string>;
    } = {},
  ): WebSocket {
    const protocols = options.protocols ?? toSubprotocols(options.session ?? '');
    return new WebSocket(`ws://127.0.0.1:${port}${options.path ?? socketPath}`, protocols, {
      headers: { Origin: origin, ...options.headers },
    });
  }

  /** The status with which a socket is refused; 101 for one that is not. */
  function tryOpenSocket(options: Parameters<typeof openSocket>[0]): Promise<number> {
    return new Promise((resolve, reject) => {
      const socket = openSocket(options);
      socket.on('unexpected-response', (request, response) => {
        response.resume();
        request.destroy();
        resolve(response.statusCode ?? 0);
      });
      socket.on('open', () => {
        socket.terminate();
        resolve(101);
      });
      socket.on('error', reject);
    });
  }

  /** Bytes as they are, for what no HTTP client would send. */
  function sendRaw(bytes: string): Promise<string> {
    const socket = connect({ host: '127.0.0.1', port });
    socket.end(bytes);
    return text(socket);
  }

  return { origin, send, exchange, openSession, openSocket, tryOpenSocket, sendRaw };
}
