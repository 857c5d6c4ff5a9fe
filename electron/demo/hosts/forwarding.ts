import { connect, type NetConnectOpts } from 'node:net';
import type { Connection, ServerChannel } from './ssh2.ts';

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

export interface ForwardingRules {
  /** Unix sockets that "exist" on this host: the balancer's admin socket on a balancer host. */
  readonly sockets: readonly string[];
}

/** `direct-tcpip` to this machine's loopback, and OpenSSH's `direct-streamlocal` to the host's own sockets. */
export function serveForwarding(connection: Connection, { sockets }: ForwardingRules): void {
  connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
    if (!loopback.has(destIP)) return reject();
    return join({ host: '127.0.0.1', port: destPort }, accept, reject);
  });
  connection.on('openssh.streamlocal', (accept, reject, { socketPath }) => {
    if (!sockets.includes(socketPath)) return reject();
    return join({ path: socketPath }, accept, reject);
  });
}

function join(target: NetConnectOpts, accept: () => ServerChannel, reject: () => void): void {
  const socket = connect({ ...target, noDelay: true, allowHalfOpen: true });
  socket.once('error', reject);
  socket.once('connect', () => {
    socket.off('error', reject);
    const channel = accept();
    const drop = (): void => {
      socket.destroy();
      channel.close();
    };
    socket.once('error', drop);
    channel.once('error', drop);
    channel.once('close', () => socket.destroy());
    channel.pipe(socket);
    socket.pipe(channel);
  });
}
