import { parentPort, type MessagePort } from 'node:worker_threads';
import { createChannelTransport } from '../../../shared/protocol/channelTransport.ts';
import { createClient } from '../../../shared/protocol/client.ts';

/**
 * A window in a thread of its own: asks for the state, as a page does, and says how much came. What reading it takes is the
 * page's work, and nothing that the app's main thread does.
 */
function readState(port: MessagePort): void {
  const line = createChannelTransport({
    post: (frame) => port.postMessage(JSON.stringify(frame)),
    shut: () => port.close(),
  });
  port.on('message', (text: string) => line.deliver(JSON.parse(text)));
  const client = createClient(line.transport);
  client.subscribe(
    'state',
    {},
    {
      onSnapshot: (state) => port.postMessage({ stateBytes: JSON.stringify(state).length }),
      onEvents: () => undefined,
      onFault: (fault) => port.postMessage({ fault: fault.message }),
    },
  );
}

const port = parentPort;
if (port) {
  port.once('message', () => readState(port));
  port.postMessage('ready');
}
