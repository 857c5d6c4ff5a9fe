import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import ssh2, { type ClientChannel, type SFTPWrapper } from 'ssh2';
import type { SshDestination } from '../../../shared/model/workspace.ts';

/** ssh2 with promises around it, and nothing more: what anyone would write in an afternoon. */
export interface BareConnection {
  /** stdout of a command; throws unless it ends with exit code 0. */
  exec(command: string): Promise<string>;
  put(localFile: string, remoteFile: string): Promise<void>;
  /** The status of a GET made from the host; 0 when nobody listens. */
  get(port: number, path: string): Promise<{ readonly status: number; readonly body: string }>;
  /** One line to a Unix socket on the host, and everything that comes back. */
  ask(socketPath: string, line: string): Promise<string>;
  end(): Promise<void>;
}

export async function connectBarely(of: SshDestination): Promise<BareConnection> {
  const client = new ssh2.Client();
  const privateKey = await readFile(of.identityFiles[0] ?? '');
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve).on('error', reject);
    client.connect({ host: of.address, port: of.port, username: of.user, privateKey });
    client.setNoDelay(true);
  });

  const open = <T>(ask: (done: (error: Error | undefined, channel: T) => void) => void): Promise<T> =>
    new Promise((resolve, reject) => ask((error, channel) => (error ? reject(error) : resolve(channel))));

  return {
    exec: async (command) => finish(command, await open<ClientChannel>((done) => client.exec(command, done))),
    put: async (localFile, remoteFile) => {
      const sftp = await open<SFTPWrapper>((done) => client.sftp(done));
      await new Promise<void>((resolve, reject) => {
        sftp.fastPut(localFile, remoteFile, (error) => (error ? reject(error) : resolve()));
      });
      sftp.end();
    },
    get: async (port, path) => {
      const socket = await open<Duplex>((done) =>
        client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, done),
      ).catch(() => undefined);
      return socket ? get(socket, path) : { status: 0, body: '' };
    },
    ask: async (socketPath, line) => {
      const socket = await open<Duplex>((done) => client.openssh_forwardOutStreamLocal(socketPath, done));
      socket.write(`${line}\n`);
      let reply = '';
      for await (const chunk of socket) reply += String(chunk);
      return reply;
    },
    end: () =>
      new Promise((resolve) => {
        client.once('close', () => resolve()).end();
      }),
  };
}

async function finish(command: string, channel: ClientChannel): Promise<string> {
  let text = '';
  channel.on('data', (data: Buffer) => (text += data.toString('utf8')));
  channel.stderr.resume();
  const code = await new Promise<unknown>((resolve) => channel.once('close', resolve));
  if (code !== 0) throw new Error(`exit code ${String(code)}: ${command}`);
  return text;
}

function get(socket: Duplex, path: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    // Not with an agent, not even `false`: Node would then open a connection of its own and leave ours alone.
    const call = request({ path, createConnection: () => socket }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    call.once('error', reject).end();
  });
}
