import { z } from 'zod';
import { environmentName } from '../model/names.ts';
import { balancerSighting, hostSighting } from '../model/sighting.ts';
import { feed, question } from './define.ts';

export const fleetSnapshot = z.strictObject({
  hosts: z.array(hostSighting),
  balancers: z.array(balancerSighting),
});
export type FleetSnapshot = z.infer<typeof fleetSnapshot>;

export const fleetEvent = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('host'), sighting: hostSighting }),
  z.strictObject({ of: z.literal('balancer'), sighting: balancerSighting }),
]);
export type FleetEvent = z.infer<typeof fleetEvent>;

export const fleetMethods = {
  /** Looks at every host and balancer now, or at those of one environment, and answers when it has. */
  'fleet.look': question(z.strictObject({ environment: environmentName.optional() }), fleetSnapshot),
};

export const fleetFeeds = {
  /** Sightings as they are made; a subscriber keeps the observer looking. */
  fleet: feed({
    key: z.strictObject({}),
    snapshot: fleetSnapshot,
    event: fleetEvent,
    delivery: {
      kind: 'latest',
      coalesceBy: (event) =>
        event.of === 'host' ? `host/${event.sighting.host}` : `balancer/${event.sighting.balancer}`,
    },
  }),
};
