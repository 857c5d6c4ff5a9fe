import { randomBytes } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import type { ClientChannel } from 'ssh2';
import { Fault } from '../../shared/protocol/fault.ts';
import { BoundedText } from './boundedText.ts';
import { createPreamble, toCommandLine, type Preamble } from './commandLine.ts';
import { killGroup } from './killGroup.ts';
import { openSession, type SessionContext } from './openSession.ts';
import type { CommandEnd, CommandOutcome, ExecuteOptions } from './remoteHost.ts';
import { whenAborted } from './whenAborted.ts';

export interface ExecuteContext extends SessionContext {
  readonly maxOutputBytes: number;
  readonly now: () => number;
}

/** How long a killed command's channel may take to close, before it is closed from here. */
const closeAfterKillMs = 3_000;

/** See `RemoteHost.execute`. A cancellation before the command started is an outcome too. */
export async function executeCommand(
  context: ExecuteContext,
  script: string,
  options: ExecuteOptions,
): Promise<CommandOutcome> {
  const nonce = randomBytes(16).toString('hex');
  const line = toCommandLine(script, nonce);
  const session = await openSession<ClientChannel>(
    context,
    'command',
    (client, done) => client.exec(line, done),
    options,
  );
  try {
    return await watchCommand(context, session.channel, nonce, options);
  } finally {
    session.release();
  }
}

async function watchCommand(
  context: ExecuteContext,
  channel: ClientChannel,
  nonce: string,
  options: ExecuteOptions,
): Promise<CommandOutcome> {
  const startedAtMs = context.now();
  const output = new BoundedText(context.maxOutputBytes);
  const say = (text: string) => {
    if (text === '') return;
    output.append(text);
    options.onOutput?.(text);
  };
  const preambles = { stdout: createPreamble(nonce), stderr: createPreamble(nonce) };
  const ended = watchEnd(context, channel, preambles, say);
  // A host that died takes no input: what matters is told by the channel's end.
  channel.on('error', () => {});
  channel.end(options.input);

  const stopped = watchStop(options);
  const first = await Promise.race([ended.promise, stopped.promise]).finally(stopped.cancel);
  const end = first === 'timedOut' || first === 'cancelled' ? await stop(first) : first;
  return { end, output: output.toString(), durationMs: context.now() - startedAtMs };

  async function stop(kind: 'timedOut' | 'cancelled'): Promise<CommandEnd> {
    const why = kind === 'timedOut' ? `timed out after ${options.timeoutMs} ms` : 'cancelled';
    const result = await killGroup(context, channel, preambles.stdout.group());
    await ended.orAfter(closeAfterKillMs);
    channel.close();
    say(`\n[${why}: ${result}]\n`);
    return { kind };
  }
}

/** The command's end: its channel closed, and both of its streams read to their end. */
function watchEnd(
  context: ExecuteContext,
  channel: ClientChannel,
  preambles: { readonly stdout: Preamble; readonly stderr: Preamble },
  say: (text: string) => void,
) {
  const promise = new Promise<CommandEnd>((resolve, reject) => {
    const stopWatching = context.link.onLost(reject);
    const stdout = new StringDecoder('utf8');
    const stderr = new StringDecoder('utf8');
    let end: CommandEnd | undefined;
    let isStderrRead = false;
    const finish = () => {
      if (end === undefined || !isStderrRead) return;
      stopWatching();
      say(preambles.stdout.push(stdout.end()) + preambles.stdout.rest());
      say(preambles.stderr.push(stderr.end()) + preambles.stderr.rest());
      // Closing channels is also how ssh2 tells them of a lost connection.
      const lost = context.link.lost();
      if (lost) reject(lost);
      else resolve(end);
    };
    channel.on('data', (data: Buffer) => say(preambles.stdout.push(stdout.write(data))));
    channel.stderr.on('data', (data: Buffer) => say(preambles.stderr.push(stderr.write(data))));
    channel.stderr.once('close', () => {
      isStderrRead = true;
      finish();
    });
    channel.once('close', (code?: number | null, signal?: string) => {
      end = toEnd(code, signal);
      finish();
    });
  });
  promise.catch(() => {
    // Told to whoever waits on the race or on `orAfter`.
  });
  return {
    promise,
    orAfter: (ms: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        const settle = () => {
          clearTimeout(timer);
          resolve();
        };
        promise.then(settle, settle);
      }),
  };
}

function toEnd(code: number | null | undefined, signal: string | undefined): CommandEnd {
  if (typeof code === 'number') return { kind: 'exited', exitCode: code };
  return { kind: 'signalled', signal: signal ?? 'unknown' };
}

function watchStop(options: ExecuteOptions) {
  let timer: NodeJS.Timeout | undefined;
  let stopWatching = () => {};
  const promise = new Promise<'timedOut' | 'cancelled'>((resolve) => {
    timer = setTimeout(() => resolve('timedOut'), options.timeoutMs);
    stopWatching = whenAborted(options.signal, () => resolve('cancelled'));
    if (options.signal?.aborted) resolve('cancelled');
  });
  return {
    promise,
    cancel: () => {
      clearTimeout(timer);
      stopWatching();
    },
  };
}

/** A cancellation while connecting or queueing: nothing was started. */
export function toUnstarted(error: unknown): CommandOutcome {
  if (error instanceof Fault && error.code === 'CANCELLED') {
    return { end: { kind: 'cancelled' }, output: '[cancelled before it was started]\n', durationMs: 0 };
  }
  throw error;
}
