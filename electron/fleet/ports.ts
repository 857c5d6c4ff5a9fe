import type { Duplex } from 'node:stream';
import type { BalancerSighting } from '../../shared/model/sighting.ts';

/** What this room needs of a host. The SSH room's `RemoteHost` fits. */
export interface ObservedHost {
  /** Runs a short script in the host's long-lived shell. */
  ask(
    script: string,
    options: { readonly timeoutMs: number; readonly inPlace?: boolean; readonly signal?: AbortSignal },
  ): Promise<{ readonly exitCode: number; readonly output: string }>;
  openTcp(address: string, port: number, options?: { readonly signal?: AbortSignal }): Promise<Duplex>;
}

/** One look at a balancer; rejects when it cannot be reached or understood. */
export type ObserveBalancer = (
  balancer: string,
  options: { readonly signal?: AbortSignal },
) => Promise<Extract<BalancerSighting, { kind: 'seen' }>>;
