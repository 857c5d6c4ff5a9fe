import { z } from 'zod';
import { plannedEngine } from './engine.ts';
import { balancerName, environmentName, haproxyName, hostName, serviceName } from './names.ts';
import { release } from './release.ts';
import { rolloutSettings } from './rolloutSettings.ts';

/** What a step does; the order here is the order on a host. */
export const stagingStepKind = z.enum(['stage', 'verify', 'unpack', 'rehearse', 'arm']);
export const hostStepKind = z.enum([
  'inspect',
  'precheck',
  'lighten',
  'drain',
  'awaitDrained',
  'maintain',
  'stop',
  'playbook',
  'switch',
  'start',
  'check',
  'warm',
  'admit',
  'awaitPoolHealthy',
  'smoke',
  'ready',
  'awaitInService',
  'soak',
  'raise',
]);
/** `holdOut` is not planned: it is what a failure after the drain leads to. */
export const stepKind = z.enum([...stagingStepKind.options, ...hostStepKind.options, 'holdOut']);
export type StepKind = z.infer<typeof stepKind>;

/** Staging, looking and another weight leave a host in service as it is; from anything else on, a failure leaves it out. */
export function changesHost(kind: StepKind): boolean {
  const leavesAlone: readonly StepKind[] = [
    ...stagingStepKind.options,
    'inspect',
    'precheck',
    'lighten',
    'raise',
  ];
  return !leavesAlone.includes(kind);
}

/** One literal line: where it goes and what is sent there, to the letter. */
export const planLine = z.strictObject({
  to: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('host'), name: hostName }),
    z.strictObject({ kind: z.literal('balancer'), name: balancerName }),
    z.strictObject({ kind: z.literal('desktop') }),
  ]),
  text: z.string(),
});
export type PlanLine = z.infer<typeof planLine>;

export const planStep = z.strictObject({
  /** Unique in the plan and stable: `web-1/drain`. */
  id: z.string(),
  kind: stepKind,
  host: hostName,
  lines: z.array(planLine),
  timeoutMs: z.number().int(),
});
export type PlanStep = z.infer<typeof planStep>;

export const planHost = z.strictObject({
  host: hostName,
  /** Counted from 0. */
  batch: z.number().int(),
  server: haproxyName.optional(),
  staging: z.array(planStep),
  steps: z.array(planStep),
  /** For hosts that come back at part of their weight: when their batch has been judged, or the rollout ends. */
  raising: z.array(planStep).optional(),
});
export type PlanHost = z.infer<typeof planHost>;

/**
 * The literal steps per host and balancer, with batches and limits. A plan is data: the SHA-256 of its JSON
 * names it, the same list is executed and recorded.
 */
export const plan = z.strictObject({
  format: z.literal(1),
  service: serviceName,
  environment: environmentName,
  release,
  settings: rolloutSettings,
  /** Where something else than Signalbox works on the hosts of a batch, all at once. */
  engine: plannedEngine.optional(),
  pool: z
    .strictObject({
      backend: haproxyName,
      balancers: z.array(balancerName),
      /** All servers that the service has in the pool, whether or not the plan touches them. */
      servers: z.number().int(),
      /** Servers of the pool that must stay in service on every balancer. */
      floor: z.number().int(),
    })
    .optional(),
  /** What the first batch gets together of the traffic, while every server of the pool is up. */
  canaryShares: z
    .array(z.strictObject({ balancer: balancerName, weight: z.number().int(), ofWeight: z.number().int() }))
    .optional(),
  batches: z.array(z.array(hostName)),
  hosts: z.array(planHost),
});
export type Plan = z.infer<typeof plan>;
