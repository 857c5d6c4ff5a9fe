import { randomBytes } from 'node:crypto';
import type { ClientChannel } from 'ssh2';
import { Fault } from '../../shared/protocol/fault.ts';
import { createPreamble } from './commandLine.ts';
import { killGroup } from './killGroup.ts';
import { openSession, type SessionContext } from './openSession.ts';
import type { Answer, AskOptions } from './remoteHost.ts';
import { createAnswerReader, toQuestion, type AnswerReader } from './warmFrame.ts';

/** Answers are for reading, not for transfer: whatever is larger is a mistake, and no part of it is believed. */
const maxAnswerBytes = 8 * 1024 * 1024;

export type PutOptions = Required<Pick<AskOptions, 'inPlace' | 'encoding'>>;

/** A long-lived `/bin/sh` on the host: a question costs neither a channel nor a login shell's start files. */
export interface WarmShell {
  isBroken(): boolean;
  /** One at a time: the caller waits for an answer before the next question. Rejects when the shell broke. */
  put(script: string, options: PutOptions): Promise<Answer>;
  /** Ends the shell and whatever it runs. Waiting questions fail with `fault`. */
  kill(fault: Fault): Promise<void>;
}

export async function openWarmShell(context: SessionContext): Promise<WarmShell> {
  const session = await openSession<ClientChannel>(context, 'warm', (client, done) =>
    client.exec('exec /bin/sh', done),
  );
  return createWarmShell(context, session.channel, session.release);
}

function createWarmShell(context: SessionContext, channel: ClientChannel, release: () => void): WarmShell {
  const helloNonce = randomBytes(16).toString('hex');
  const hello = createPreamble(helloNonce);
  let broken: Fault | undefined;
  let pending:
    | {
        readonly reader: AnswerReader;
        readonly answer: (answer: Answer) => void;
        readonly fail: (fault: Fault) => void;
      }
    | undefined;

  const stopWatching = context.link.onLost((fault) => breakWith(fault));
  channel.on('error', () => {});
  channel.stderr.resume();
  channel.on('data', read);
  channel.once('close', () => {
    breakWith(new Fault('UNREACHABLE', `${context.host}: its shell ended unexpectedly`, { retryable: true }));
    release();
  });
  // Tells the shell's process group, and sends the shell's own complaints where they can be read.
  channel.write(`exec 2>&1; echo ${helloNonce} $$\n`);

  function read(data: Buffer): void {
    if (hello.group() === undefined) hello.push(data.toString('latin1'));
    if (!pending) return;
    const { reader, answer } = pending;
    const complete = reader.push(data);
    if (complete) {
      pending = undefined;
      answer(complete);
    } else if (reader.sizeBytes() > maxAnswerBytes) {
      const message = `${context.host}: the answer is larger than ${maxAnswerBytes} bytes`;
      void kill(
        new Fault('STEP_FAILED', message, { wayOut: 'Run it as a command, whose output is bounded.' }),
      );
    }
  }

  function breakWith(fault: Fault): void {
    if (broken) return;
    broken = fault;
    stopWatching();
    pending?.fail(fault);
    pending = undefined;
  }

  async function kill(fault: Fault): Promise<void> {
    const wasRunning = pending !== undefined;
    breakWith(fault);
    channel.end();
    try {
      if (wasRunning) await killGroup(context, channel, hello.group());
    } catch {
      // The connection is lost, which ends the shell's channel as well; its callers have been told.
    }
    channel.close();
  }

  return {
    isBroken: () => broken !== undefined,
    put: (script, options) =>
      new Promise((resolve, reject) => {
        if (broken) return reject(broken);
        const nonce = randomBytes(16).toString('hex');
        const question = toQuestion(script, nonce, options);
        pending = { reader: createAnswerReader(nonce, options.encoding), answer: resolve, fail: reject };
        channel.write(question);
      }),
    kill,
  };
}
