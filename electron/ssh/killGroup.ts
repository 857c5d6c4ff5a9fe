import type { ClientChannel } from 'ssh2';
import { Fault } from '../../shared/protocol/fault.ts';
import { openSession, type SessionContext } from './openSession.ts';
import { quoteShell } from './quote.ts';

const killWithinMs = 8_000;

/**
 * Ends a command's process group through another channel: TERM, two seconds, KILL. Closing the command's own
 * channel would leave it running. Returns what became of it, in words; throws only when the connection is lost.
 */
export async function killGroup(
  context: SessionContext,
  channel: ClientChannel | undefined,
  group: number | undefined,
): Promise<string> {
  if (group === undefined) {
    channel?.signal('KILL');
    return 'its process group is not known, so it may still run';
  }
  try {
    const isGone = await runKill(context, group);
    return isGone
      ? `killed process group ${group}`
      : `process group ${group} could not be killed: it may still run`;
  } catch (error) {
    const lost = context.link.lost();
    if (lost) throw lost;
    // The host's own way needs no further channel, but not every sshd does it (never for root).
    channel?.signal('KILL');
    const why = error instanceof Error ? error.message : String(error);
    return `process group ${group} may still run: ${why}`;
  }
}

async function runKill(context: SessionContext, group: number): Promise<boolean> {
  const script =
    `kill -TERM -${group} 2>/dev/null; n=0; while kill -0 -${group} 2>/dev/null; do n=$((n+1)); ` +
    `if [ $n -eq 20 ]; then kill -KILL -${group} 2>/dev/null; fi; if [ $n -gt 40 ]; then exit 1; fi; ` +
    `sleep 0.1 2>/dev/null || sleep 1; done; exit 0`;
  const line = `exec /bin/sh -c ${quoteShell(script)}`;
  const session = await openSession<ClientChannel>(context, 'urgent', (client, done) =>
    client.exec(line, done),
  );
  try {
    return await new Promise<boolean>((resolve, reject) => {
      const timer = setTimeout(() => {
        session.channel.close();
        reject(new Fault('TIMED_OUT', `no answer to kill within ${killWithinMs} ms`));
      }, killWithinMs);
      const stopWatching = context.link.onLost(reject);
      session.channel.once('close', (code?: number | null) => {
        clearTimeout(timer);
        stopWatching();
        resolve(code === 0);
      });
      session.channel.resume();
      session.channel.stderr.resume();
      session.channel.end();
    });
  } finally {
    session.release();
  }
}
