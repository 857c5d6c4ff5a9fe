import { plan, type Plan } from '../../../shared/model/plan.ts';
import type { Client } from '../../../shared/protocol/client.ts';

const maxPlanBytes = 4_194_304;

/** The plan of a rollout as the journal keeps it; `undefined` for one that is too long to be asked for whole. */
export async function readPlan(client: Client, planSha256: string): Promise<Plan | undefined> {
  const { text, sizeBytes } = await client.call('journal.blob', {
    sha256: planSha256,
    maxBytes: maxPlanBytes,
  });
  return sizeBytes > maxPlanBytes ? undefined : plan.parse(JSON.parse(text));
}
