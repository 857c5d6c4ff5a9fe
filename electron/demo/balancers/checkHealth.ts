import { request, STATUS_CODES } from 'node:http';
import { poolSettings } from './demoBalancer.ts';
import type { Pool, PoolServer } from './pool.ts';
import { withCheck, type CheckResult } from './serverState.ts';

/** Checks every server of the pool at its own beat. @returns stops the checks. */
export function startHealthChecks(pool: Pool): () => void {
  const timers = new Map<PoolServer, NodeJS.Timeout>();
  let isStopped = false;
  const check = async (server: PoolServer): Promise<void> => {
    if (server.state.admin !== 'maint') {
      const result = await performCheck(server.port);
      if (isStopped) return;
      if (result.kind !== 'passed') server.counters.checkFailures += 1;
      server.change(withCheck(server.state, result));
    }
    schedule(server, poolSettings.checkIntervalMs);
  };
  const schedule = (server: PoolServer, delayMs: number): void => {
    timers.set(
      server,
      setTimeout(() => void check(server), delayMs),
    );
  };
  // Spread over one interval, as HAProxy does, so that checks do not come in bursts.
  pool.servers.forEach((server, index) =>
    schedule(server, (index * poolSettings.checkIntervalMs) / pool.servers.length),
  );
  return () => {
    isStopped = true;
    for (const timer of timers.values()) clearTimeout(timer);
  };
}

/** One request; every outcome is a result, never an error. */
function performCheck(port: number): Promise<CheckResult> {
  const startedAt = performance.now();
  const took = (): number => Math.round(performance.now() - startedAt);
  return new Promise((done) => {
    const signal = AbortSignal.timeout(poolSettings.checkTimeoutMs);
    const asked = request({ host: '127.0.0.1', port, path: poolSettings.checkPath, agent: false, signal });
    asked.once('response', (response) => {
      const code = response.statusCode ?? 0;
      response.resume();
      response.once('error', () => {});
      if (code === 200) done({ kind: 'passed', code, durationMs: took() });
      else done({ kind: 'wrongStatus', code, reason: STATUS_CODES[code] ?? '', durationMs: took() });
    });
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) done({ kind: 'timedOut', durationMs: took() });
      else done({ kind: 'notConnected', reason: reasonOf(error), durationMs: took() });
    });
    asked.end();
  });
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return code === 'ECONNREFUSED' ? 'Connection refused' : message;
}
