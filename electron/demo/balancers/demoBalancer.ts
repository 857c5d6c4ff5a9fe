/** A balancer of the demo, whichever kind: a frontend that serves traffic and a socket that takes commands. */
export interface DemoBalancer {
  readonly name: string;
  readonly kind: 'haproxy' | 'in-process';
  readonly port: number;
  readonly socketPath: string;
  close(): Promise<void>;
}

export interface PoolMember {
  readonly name: string;
  readonly port: number;
}

export interface BalancerOptions {
  readonly name: string;
  /** The frontend's port on 127.0.0.1. */
  readonly port: number;
  /** At most about 100 bytes: a Unix socket's address holds no more. */
  readonly socketPath: string;
  readonly backend: string;
  readonly servers: readonly PoolMember[];
}

/** One set of numbers for both kinds, so that they behave alike. */
export const poolSettings = {
  checkPath: '/health',
  checkIntervalMs: 200,
  checkTimeoutMs: 2_000,
  rise: 2,
  fall: 2,
  // Not HAProxy's default of 1, of which "10 %" would be 0.
  initialWeight: 100,
  connectTimeoutMs: 2_000,
  serverTimeoutMs: 30_000,
  clientKeepAliveMs: 30_000,
} as const;
