import { Agent, request } from 'node:http';

export interface TrafficTotals {
  readonly requests: number;
  /** Not a 2xx, a reset connection, or no answer in time. */
  readonly failed: number;
  /** The first few failures, in words. */
  readonly failures: readonly string[];
  /** Answers by the version that gave them. */
  readonly byVersion: Readonly<Record<string, number>>;
}

/** People at the shop's door, at a steady pace, taking the balancers in turn. */
export interface Traffic {
  start(options: { requestsPerSecond: number }): void;
  /** Sends no more and waits for the answers that are under way. */
  stop(): Promise<void>;
  totals(): TrafficTotals;
  /** Told of changes at most every 100 ms. @returns stops telling. */
  onChange(listener: (totals: TrafficTotals) => void): () => void;
}

export interface TrafficTarget {
  readonly name: string;
  readonly port: number;
}

const tickMs = 10;
const tellMs = 100;
const answerTimeoutMs = 10_000;
const maxInFlight = 256;
const maxFailuresTold = 20;
/** One in ten asks for the page that takes its time, so that a drain has something to wait for. */
const slowEvery = 10;

export function createTraffic(targets: readonly TrafficTarget[]): Traffic {
  // Idle connections are closed here well before a balancer would: a reset by its time limit is no lost request.
  const agent = new Agent({ keepAlive: true, maxSockets: maxInFlight, maxFreeSockets: 16, timeout: 5_000 });
  const failures: string[] = [];
  const byVersion: Record<string, number> = {};
  const listeners = new Set<(totals: TrafficTotals) => void>();
  const inFlight = new Set<Promise<void>>();
  let requests = 0;
  let failed = 0;
  let ticking: NodeJS.Timeout | undefined;
  let telling: NodeJS.Timeout | undefined;

  const totals = (): TrafficTotals => ({
    requests,
    failed,
    failures: [...failures],
    byVersion: { ...byVersion },
  });
  const tell = (): void => {
    telling ??= setTimeout(() => {
      telling = undefined;
      for (const listener of listeners) listener(totals());
    }, tellMs).unref();
  };
  const record = (target: TrafficTarget, path: string, outcome: Outcome): void => {
    if (outcome.kind === 'answered') {
      byVersion[outcome.version] = (byVersion[outcome.version] ?? 0) + 1;
    } else {
      failed += 1;
      if (failures.length < maxFailuresTold) failures.push(`${target.name} ${path}: ${outcome.reason}`);
    }
    tell();
  };
  const send = (): void => {
    const target = targets[requests % targets.length];
    if (!target || inFlight.size >= maxInFlight) return;
    requests += 1;
    const path = requests % slowEvery === 0 ? '/report' : '/';
    const asked = ask(agent, target.port, path).then((outcome) => record(target, path, outcome));
    inFlight.add(asked);
    void asked.finally(() => inFlight.delete(asked));
  };
  const pause = (): void => {
    clearInterval(ticking);
    ticking = undefined;
  };

  return {
    start({ requestsPerSecond }) {
      pause();
      let lastAt = performance.now();
      let due = 0;
      ticking = setInterval(() => {
        const now = performance.now();
        // A pause of this process is not made up for in a burst.
        due += Math.min(((now - lastAt) * requestsPerSecond) / 1_000, Math.max(1, requestsPerSecond / 10));
        lastAt = now;
        for (; due >= 1; due -= 1) send();
      }, tickMs);
    },
    async stop() {
      pause();
      await Promise.all(inFlight);
      agent.destroy();
    },
    totals,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type Outcome =
  | { readonly kind: 'answered'; readonly version: string }
  | { readonly kind: 'failed'; readonly reason: string };

function ask(agent: Agent, port: number, path: string): Promise<Outcome> {
  return new Promise((done) => {
    const signal = AbortSignal.timeout(answerTimeoutMs);
    const fail = (reason: string): void => done({ kind: 'failed', reason });
    const failWith = (error: NodeJS.ErrnoException): void =>
      fail(signal.aborted ? `no answer within ${answerTimeoutMs} ms` : (error.code ?? error.message));
    const asked = request({ host: '127.0.0.1', port, path, agent, signal });
    asked.on('error', failWith);
    asked.once('response', (response) => {
      const status = response.statusCode ?? 0;
      const version = response.headers['x-shop-version'];
      response.on('error', failWith);
      response.once('end', () => {
        if (status < 200 || status > 299) return fail(`status ${status}`);
        return done({ kind: 'answered', version: typeof version === 'string' ? version : 'unknown' });
      });
      response.resume();
    });
    asked.end();
  });
}
