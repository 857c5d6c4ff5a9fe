import { once } from 'node:events';
import { createServer } from 'node:http';
import { startHealthChecks } from './checkHealth.ts';
import { poolSettings, type BalancerOptions, type DemoBalancer } from './demoBalancer.ts';
import { forwardRequest } from './forwardRequest.ts';
import { createPool } from './pool.ts';
import { answerLine } from './runtimeCommands.ts';
import { listenForCommands } from './runtimeSocket.ts';

/**
 * A balancer for machines without HAProxy: it forwards real HTTP traffic, checks health for real, and answers the
 * runtime commands that Signalbox uses. It is no HAProxy, and `show info` says so.
 */
export async function startInProcessBalancer({
  name,
  port,
  socketPath,
  backend,
  servers,
}: BalancerOptions): Promise<DemoBalancer> {
  const now = (): number => Date.now();
  const context = { now, startedAtMs: now() };
  const pool = createPool(backend, servers, now);
  const commands = await listenForCommands(socketPath, (line) => answerLine(pool, line, context));
  const frontend = createServer({ keepAliveTimeout: poolSettings.clientKeepAliveMs }, (incoming, outgoing) =>
    forwardRequest(pool, incoming, outgoing),
  );
  frontend.listen(port, '127.0.0.1');
  await once(frontend, 'listening');
  const stopChecks = startHealthChecks(pool);
  return {
    name,
    kind: 'in-process',
    port,
    socketPath,
    async close() {
      stopChecks();
      const closed = new Promise<void>((done) => frontend.close(() => done()));
      frontend.closeAllConnections();
      await closed;
      await commands.close();
    },
  };
}
