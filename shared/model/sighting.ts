import { z } from 'zod';
import { balancerName, hostName, instant, serviceName, sha256Hex } from './names.ts';
import { trouble } from './trouble.ts';

/** What a probe saw on a host: one service there. Absent facts were not seen; nothing is remembered here. */
export const serviceSighting = z.strictObject({
  service: serviceName,
  /** From the release folder that `current` points to. */
  release: z
    .strictObject({ version: z.string(), commit: z.string(), artifactSha256: sha256Hex, folder: z.string() })
    .optional(),
  /** What the running service says of itself, where a version check is configured. */
  runningVersion: z.string().optional(),
  health: z.enum(['passing', 'failing', 'unknown']),
  healthDetail: z.string().optional(),
});
export type ServiceSighting = z.infer<typeof serviceSighting>;

export const hostSighting = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('seen'),
    host: hostName,
    at: instant,
    services: z.array(serviceSighting),
  }),
  z.strictObject({ kind: z.literal('notSeen'), host: hostName, at: instant, trouble, message: z.string() }),
]);
export type HostSighting = z.infer<typeof hostSighting>;

/** HAProxy's server states as its statistics page colours them; what other balancers say is put into its words. */
export const poolState = z.enum([
  'up',
  'goingDown',
  'comingUp',
  'down',
  'drain',
  'maintenance',
  'noCheck',
  'notLoadBalanced',
  /** The balancer did not tell of this server: it counts neither as in service nor as out of it. */
  'unknown',
]);
export type PoolState = z.infer<typeof poolState>;

export const serverSighting = z.strictObject({
  backend: z.string(),
  server: z.string(),
  state: poolState,
  /** HAProxy's own words, such as `DRAIN` or `UP 1/3`. */
  status: z.string(),
  check: z.string(),
  /** Absent where the balancer does not tell: one that is served by commands. */
  sessions: z.number().int().optional(),
  queued: z.number().int().optional(),
  weight: z.number().int().optional(),
  requestsTotal: z.number().int().optional(),
});
export type ServerSighting = z.infer<typeof serverSighting>;

export const balancerSighting = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('seen'),
    balancer: balancerName,
    at: instant,
    /** Of HAProxy and its process. */
    version: z.string().optional(),
    pid: z.number().int().optional(),
    uptimeSeconds: z.number().int().optional(),
    servers: z.array(serverSighting),
  }),
  z.strictObject({ kind: z.literal('notSeen'), balancer: balancerName, at: instant, message: z.string() }),
]);
export type BalancerSighting = z.infer<typeof balancerSighting>;
