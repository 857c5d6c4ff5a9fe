import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

// Below the ports that systems lend to outgoing connections (Linux from 32768, macOS and Windows from 49152).
// A service that is being upgraded leaves its port free for a moment; in that range the next health check could
// be given the very port as its own end, and the service could not come back.
const firstPort = 20_000;
const lastPort = 32_000;

/** Finds free ports on 127.0.0.1 for servers that start later, and again and again. */
export async function reservePorts(count: number): Promise<number[]> {
  const held: Server[] = [];
  try {
    while (held.length < count) {
      const server = await tryToListen(randomInt(firstPort, lastPort));
      if (server) held.push(server);
    }
    return held.map(portOf);
  } finally {
    await Promise.all(held.map((server) => new Promise((done) => server.close(done))));
  }
}

async function tryToListen(port: number): Promise<Server | undefined> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}

export function portOf(server: Pick<Server, 'address'>): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the server does not listen on a port');
  return address.port;
}
