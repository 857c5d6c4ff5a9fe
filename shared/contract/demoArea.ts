import { z } from 'zod';
import { feed } from './define.ts';

/** How the demo's visitors fare: requests through the balancers since the fleet came up. */
export const demoTraffic = z.strictObject({
  requests: z.number().int(),
  /** Not a 2xx, a reset connection, or no answer in time. */
  failed: z.number().int(),
});
export type DemoTraffic = z.infer<typeof demoTraffic>;

export const demoFeeds = {
  /** Followed where the capability `demo` is there. */
  traffic: feed({
    key: z.strictObject({}),
    snapshot: demoTraffic,
    event: demoTraffic,
    delivery: { kind: 'latest', coalesceBy: () => 'traffic' },
  }),
};
