import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { ServerChannel, Session } from './ssh2.ts';
import type { HostShell } from './hostShell.ts';

/**
 * Runs what an SSH session asks for in the host's shell, as sshd does: output and exit code, or the signal, come
 * back; the channel closes when the command and everything that holds its output has ended; a client that goes
 * away closes the pipes and does not kill the command.
 */
export function serveCommands(session: Session, shell: HostShell): void {
  let running: ChildProcess | undefined;
  const start = (channel: ServerChannel, command: string | undefined): void => {
    running = shell.run(command);
    connect(running, channel);
  };
  session.on('exec', (accept, _reject, { command }) => start(accept(), command));
  session.on('shell', (accept) => start(accept(), undefined));
  session.on('signal', (accept: (() => void) | undefined, reject: (() => void) | undefined, { name }) => {
    const isSent = running !== undefined && signalGroup(running, name);
    if (isSent) accept?.();
    else reject?.();
  });
}

function connect(child: ChildProcess, channel: ServerChannel): void {
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('a command of a host has pipes');
  // A command that does not read its input, or a client that left, breaks a pipe; neither is an error here.
  for (const stream of [stdin, stdout, stderr, channel, channel.stderr]) stream.on('error', () => {});
  channel.pipe(stdin);
  stdout.pipe(channel, { end: false });
  stderr.pipe(channel.stderr, { end: false });
  channel.once('close', () => {
    stdin.end();
    stdout.destroy();
    stderr.destroy();
  });
  child.once('error', (error) => {
    channel.stderr.write(`${error.message}\n`);
    channel.exit(127);
    channel.end();
  });
  child.once('close', (code, signal) => {
    if (signal !== null) channel.exit(signal.slice('SIG'.length), false, '');
    else channel.exit(code ?? 255);
    channel.end();
  });
}

/** @param name as in RFC 4254, section 6.9: without `SIG`. */
function signalGroup(child: ChildProcess, name: string): boolean {
  const number = Object.entries(constants.signals).find(([key]) => key === `SIG${name}`)?.[1];
  if (number === undefined || child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, number);
  } catch {
    return false;
  }
}
