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

/** HAProxy's server states as its statistics page colours them. */
export const poolState = z.enum([
  'up',
  'goingDown',
  'comingUp',
  'down',
  'drain',
  'maintenance',
  'noCheck',
  'notLoadBalanced',
]);
export type PoolState = z.infer<typeof poolState>;

export const serverSighting = z.strictObject({
  backend: z.string(),
  server: z.string(),
  state: poolState,
  /** HAProxy's own words, such as `DRAIN` or `UP 1/3`. */
  status: z.string(),
  check: z.string(),
  sessions: z.number().int(),
  queued: z.number().int(),
  weight: z.number().int(),
  requestsTotal: z.number().int(),
});
export type ServerSighting = z.infer<typeof serverSighting>;

export const balancerSighting = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('seen'),
    balancer: balancerName,
    at: instant,
    version: z.string(),
    pid: z.number().int(),
    uptimeSeconds: z.number().int(),
    servers: z.array(serverSighting),
  }),
  z.strictObject({ kind: z.literal('notSeen'), balancer: balancerName, at: instant, message: z.string() }),
]);
export type BalancerSighting = z.infer<typeof balancerSighting>;
