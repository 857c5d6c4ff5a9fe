import type { Duplex } from 'node:stream';
import type { Channel, Client } from 'ssh2';
import { Fault } from '../../shared/protocol/fault.ts';
import type { SessionContext } from './openSession.ts';
import { openChannel } from './openSession.ts';
import type { StreamOptions } from './remoteHost.ts';
import { throwIfAborted, whenAborted } from './whenAborted.ts';

/**
 * A stream to a socket on the host or reachable from it. Forwarded streams are no sessions, so they do not
 * count for `MaxSessions`: a jump host carries a hundred of them. A connection that is lost ends the stream
 * with an error. `where` names the far end; CHANNEL_REFUSED when nothing answers there.
 */
export async function openStream(
  context: SessionContext,
  where: string,
  open: (client: Client, done: (error: Error | undefined, channel: Channel) => void) => void,
  options: StreamOptions,
): Promise<Duplex> {
  throwIfAborted(options.signal);
  let isWanted = true;
  const opening = openChannel<Channel>(context.host, context.link, context.openTimeoutMs, open).catch(
    explain,
  );
  const channel = await new Promise<Channel>((resolve, reject) => {
    const stopWatching = whenAborted(options.signal, (fault) => {
      isWanted = false;
      reject(fault);
    });
    opening.then((opened) => (isWanted ? resolve(opened) : opened.close()), reject).finally(stopWatching);
  });
  const stopWatching = context.link.onLost((fault) => channel.emit('error', fault));
  channel.once('close', stopWatching);
  // Nobody may be listening yet, or any more, when the connection is lost.
  channel.on('error', () => {});
  return channel;

  function explain(error: unknown): never {
    if (!(error instanceof Fault) || error.code !== 'CHANNEL_REFUSED') throw error;
    throw new Fault('CHANNEL_REFUSED', `${context.host}: cannot open ${where}: ${toReason(error)}`, {
      wayOut: `Check that something listens at ${where} and that ${context.host} allows forwarding to it.`,
      retryable: true,
      cause: error,
    });
  }
}

function toReason(fault: Fault): string {
  return fault.cause instanceof Error ? fault.cause.message : fault.message;
}
