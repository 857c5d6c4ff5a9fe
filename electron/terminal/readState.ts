import type { JournalState } from '../../shared/journal/state.ts';
import type { Client } from '../../shared/protocol/client.ts';

/** The state as the journal says now. */
export function readState(client: Client): Promise<JournalState> {
  return new Promise((resolve, reject) => {
    const subscription = client.subscribe(
      'state',
      {},
      {
        onSnapshot: (state) => {
          resolve(state);
          subscription.close();
        },
        onEvents: () => {},
        onFault: reject,
      },
    );
  });
}
