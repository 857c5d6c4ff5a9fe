import { once } from 'node:events';
import { createServer } from 'node:http';
import { portOf } from '../../../electron/demo/processes/reservePorts.ts';

/** A server for a balancer to send requests to, in the test's hand. */
export interface Origin {
  readonly name: string;
  readonly port: number;
  isHealthy: boolean;
  /** Requests to `/held` that wait for `release`. */
  readonly held: number;
  release(): void;
  close(): Promise<void>;
}

export async function startOrigin(name: string): Promise<Origin> {
  let waiting: (() => void)[] = [];
  let isHealthy = true;
  const server = createServer((request, response) => {
    const answer = (): void => void response.end(`${name}\n`);
    if (request.url === '/health') response.writeHead(isHealthy ? 200 : 503).end();
    else if (request.url === '/held') waiting.push(answer);
    else answer();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    name,
    port: portOf(server),
    get isHealthy() {
      return isHealthy;
    },
    set isHealthy(value) {
      isHealthy = value;
    },
    get held() {
      return waiting.length;
    },
    release() {
      for (const answer of waiting) answer();
      waiting = [];
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
