import { createChannelTransport } from '../../../shared/protocol/channelTransport.ts';
import type { Frame } from '../../../shared/protocol/frames.ts';
import type { Transport } from '../../../shared/protocol/transport.ts';

/**
 * A transport that can be used before its line is there: what is sent waits. If no line comes it ends with the
 * reason why.
 */
export function createLateTransport(opening: Promise<Transport>): Transport {
  const waiting: Frame[] = [];
  let line: Transport | undefined;
  let shutBecause: string | undefined;
  const { transport, deliver, closed } = createChannelTransport({
    post(frame) {
      if (line) line.send(frame);
      else waiting.push(frame);
    },
    shut(reason) {
      shutBecause = reason;
      line?.close(reason);
    },
  });
  opening.then(
    (opened) => {
      if (shutBecause !== undefined) return opened.close(shutBecause);
      line = opened;
      opened.onFrame(deliver);
      opened.onClose(closed);
      for (const frame of waiting.splice(0)) opened.send(frame);
    },
    (error: unknown) => closed(error instanceof Error ? error.message : String(error)),
  );
  return transport;
}
