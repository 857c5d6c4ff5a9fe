import { createChannelTransport, type ChannelTransport } from './channelTransport.ts';
import type { Transport } from './transport.ts';

/**
 * Both ends of a line inside one process. As honest as a real one: frames go through JSON and arrive later,
 * never within `send`.
 */
export function createMemoryTransportPair(): { readonly client: Transport; readonly host: Transport } {
  const client: ChannelTransport = createEnd(() => host);
  const host: ChannelTransport = createEnd(() => client);
  return { client: client.transport, host: host.transport };
}

function createEnd(other: () => ChannelTransport): ChannelTransport {
  return createChannelTransport({
    post(frame) {
      const text = JSON.stringify(frame);
      void Promise.resolve().then(() => other().deliver(JSON.parse(text)));
    },
    shut(reason) {
      void Promise.resolve().then(() => other().closed(reason));
    },
  });
}
