import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { poolSettings } from './demoBalancer.ts';
import type { Pool, PoolServer } from './pool.ts';

/**
 * Sends a request on to the next server of the pool: once. There is no second try, as in the HAProxy configuration
 * beside this: a request that meets a dead server fails and is seen to fail.
 */
export function forwardRequest(pool: Pool, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const server = pool.choose();
  if (!server) return refuse(outgoing, 503, 'No server is available to handle this request.');
  return forwardTo(server, incoming, outgoing);
}

function forwardTo(server: PoolServer, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { counters, sessions } = server;
  const upstream = request({
    host: '127.0.0.1',
    port: server.port,
    method: incoming.method,
    path: incoming.url,
    headers: { ...incoming.headers, connection: 'close' },
    agent: false,
    timeout: poolSettings.serverTimeoutMs,
  });
  const session = { end: () => void upstream.destroy() };
  sessions.add(session);
  counters.sessionsTotal += 1;
  counters.sessionsMax = Math.max(counters.sessionsMax, sessions.size);

  upstream.once('response', (response) => {
    const status = response.statusCode ?? 502;
    countResponse(server, status);
    const { connection: _hop, 'keep-alive': _alive, ...headers } = response.headers;
    outgoing.writeHead(status, headers);
    response.on('data', (chunk: Buffer) => (counters.bytesOut += chunk.length));
    response.once('error', () => outgoing.destroy());
    response.pipe(outgoing);
  });
  upstream.once('timeout', () => upstream.destroy(new Error('the server took too long')));
  upstream.on('error', (error: NodeJS.ErrnoException) => {
    // The client left first: nobody waits for an answer, and the server is not to blame.
    if (outgoing.destroyed) return;
    const hasNotConnected = error.syscall === 'connect';
    if (hasNotConnected) counters.connectErrors += 1;
    else counters.responseErrors += 1;
    if (outgoing.headersSent) outgoing.destroy();
    else refuse(outgoing, hasNotConnected ? 503 : 502, 'The server did not answer.');
  });
  incoming.on('data', (chunk: Buffer) => (counters.bytesIn += chunk.length));
  incoming.once('error', () => upstream.destroy());
  // Comes once, after the last byte or when the client leaves.
  outgoing.once('close', () => {
    sessions.delete(session);
    upstream.destroy();
  });
  incoming.pipe(upstream);
}

function refuse(outgoing: ServerResponse, status: 502 | 503, body: string): void {
  outgoing.writeHead(status, { 'content-type': 'text/plain', 'cache-control': 'no-cache' });
  outgoing.end(`${body}\n`);
}

function countResponse({ counters }: PoolServer, status: number): void {
  const kind = Math.floor(status / 100);
  if (kind === 1 || kind === 2 || kind === 3 || kind === 4 || kind === 5) counters.responses[kind] += 1;
}
