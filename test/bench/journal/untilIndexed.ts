import type { Client } from '../../../shared/protocol/client.ts';
import { until } from '../../fixtures/until.ts';

const patienceMs = 3_600_000;

/** Resolves when every record can be found by any filter. */
export async function untilIndexed(client: Client): Promise<void> {
  await until(
    'the journal is indexed',
    async () => {
      const answer = await client.call('journal.query', { filter: { person: 'ann' }, offset: 0, limit: 1 });
      return answer.indexedSeq === undefined;
    },
    patienceMs,
  );
}
