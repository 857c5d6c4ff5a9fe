import { isQuestion } from '../balancer/lines.ts';
import type { RuntimeClient } from '../balancer/runtimeClient.ts';

/**
 * Balancers for one rollout: before a line that changes something leaves, whatever it is for, `verify` has to agree.
 * HAProxy's socket knows no locks, so that its host is asked; what happens between that answer and the line is not seen.
 */
export function guardBalancers(
  clients: ReadonlyMap<string, RuntimeClient>,
  verify: (balancer: string) => Promise<void>,
): ReadonlyMap<string, RuntimeClient> {
  return new Map(
    [...clients].map(([name, client]) => [
      name,
      {
        name: client.name,
        command: async (line, options) => {
          if (!isQuestion(line)) await verify(name);
          return client.command(line, options);
        },
      },
    ]),
  );
}
