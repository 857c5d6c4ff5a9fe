import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import ssh2 from 'ssh2';
import type { Client, ClientChannel, ConnectConfig, SFTPWrapper } from 'ssh2';

export interface Outcome {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly output: string;
  readonly errors: string;
}

/** A plain SSH client for the demo's hosts. */
export interface DemoClient {
  readonly raw: Client;
  exec(command: string): Promise<ClientChannel>;
  run(command: string): Promise<Outcome>;
  sftp(): Promise<SFTPWrapper>;
  close(): Promise<void>;
}

export async function connectDemoClient(config: ConnectConfig): Promise<DemoClient> {
  const raw = new ssh2.Client();
  const ready = new Promise<void>((done, fail) => raw.once('ready', done).on('error', fail));
  raw.connect({ host: '127.0.0.1', username: 'demo', ...config });
  raw.setNoDelay(true);
  await ready;
  const exec = (command: string): Promise<ClientChannel> =>
    new Promise((done, fail) => raw.exec(command, (error, channel) => (error ? fail(error) : done(channel))));
  return {
    raw,
    exec,
    async run(command) {
      const channel = await exec(command);
      channel.end();
      return outcomeOf(channel);
    },
    sftp: () => new Promise((done, fail) => raw.sftp((error, sftp) => (error ? fail(error) : done(sftp)))),
    async close() {
      const closed = once(raw, 'close');
      raw.end();
      await closed;
    },
  };
}

export async function outcomeOf(channel: ClientChannel): Promise<Outcome> {
  let code: number | undefined;
  let signal: string | undefined;
  channel.once('exit', (exitCode: number | null, exitSignal?: string) => {
    code = exitCode ?? undefined;
    signal = exitSignal;
  });
  const closed = once(channel, 'close');
  const [output, errors] = await Promise.all([text(channel), text(channel.stderr), closed]);
  return { code, signal, output, errors };
}
