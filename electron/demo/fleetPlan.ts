/** What stands in the demo, before anything is started. */
export interface FleetPlan {
  readonly staging: readonly PlannedHost[];
  readonly production: readonly PlannedHost[];
  readonly balancers: readonly PlannedBalancer[];
}

export interface PlannedHost {
  readonly name: string;
  readonly servicePort: number;
}

export interface PlannedBalancer {
  readonly name: string;
  readonly frontendPort: number;
}

export const stagingNames = ['staging-1', 'staging-2'] as const;
export const productionNames = ['web-1', 'web-2', 'web-3', 'web-4', 'web-5', 'web-6'] as const;
export const balancerNames = ['lb-1', 'lb-2'] as const;
export const portCount = stagingNames.length + productionNames.length + balancerNames.length;

/** @param ports `portCount` free ports. */
export function planFleet(ports: readonly number[]): FleetPlan {
  if (ports.length !== portCount) throw new Error(`the fleet needs ${portCount} ports, not ${ports.length}`);
  const rest = [...ports];
  const take = (): number => rest.shift() ?? 0;
  return {
    staging: stagingNames.map((name) => ({ name, servicePort: take() })),
    production: productionNames.map((name) => ({ name, servicePort: take() })),
    balancers: balancerNames.map((name) => ({ name, frontendPort: take() })),
  };
}
