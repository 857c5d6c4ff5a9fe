import type { ClientChannel } from 'ssh2';
import { openSession, type SessionContext } from './openSession.ts';

/**
 * Runs a command that does nothing, on a connection that only forwards. sshd leaves Nagle's algorithm on until the
 * first command (OpenSSH session.c, `do_exec_no_pty` and `do_exec_pty`): until then a forwarded answer of more
 * than one packet waits for our kernel's delayed acknowledgement, 40 ms for each line to HAProxy.
 * Rejects when the host runs no command for us; streams work all the same, only slower.
 */
export async function askForPromptAnswers(context: SessionContext): Promise<void> {
  const session = await openSession<ClientChannel>(context, 'command', (client, done) =>
    client.exec('true', done),
  );
  try {
    await new Promise<void>((resolve) => {
      session.channel.once('close', () => resolve());
      session.channel.on('error', () => {});
      session.channel.resume().end();
      session.channel.stderr.resume();
    });
  } finally {
    session.release();
  }
}
