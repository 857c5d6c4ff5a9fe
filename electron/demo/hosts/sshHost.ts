import { once } from 'node:events';
import { Server, type AuthContext, type Connection } from './ssh2.ts';
import { portOf } from '../processes/reservePorts.ts';
import { createAuthentication } from './authentication.ts';
import { serveCommands } from './commandSession.ts';
import { serveForwarding } from './forwarding.ts';
import type { HostShell } from './hostShell.ts';
import { serveFiles } from './fileSession.ts';
import type { SshKeyPair } from './sshKeys.ts';

export interface SshHost {
  readonly name: string;
  readonly port: number;
  readonly hostKey: SshKeyPair;
  readonly shell: HostShell;
  close(): Promise<void>;
}

export interface SshHostOptions {
  readonly name: string;
  readonly user: string;
  readonly shell: HostShell;
  readonly hostKey: SshKeyPair;
  /** The one public key that may log in. */
  readonly authorizedKey: string;
  readonly sockets: readonly string[];
}

/**
 * Clients ask for OpenSSH's extensions (stream-local forwarding above all) only of a server that names itself so;
 * ssh2's client is one of them. The comment says what it is (RFC 4253, section 4.2).
 */
const identification = 'OpenSSH_9.2_compatible Signalbox demo';

/** As sshd's own default: the 11th session of a connection is refused, the connection lives on. */
const maxSessions = 10;

/** A real SSH server on a port of 127.0.0.1, with a folder as its machine. */
export async function startSshHost(options: SshHostOptions): Promise<SshHost> {
  const connections = new Set<Connection>();
  const authenticate = createAuthentication(options.user, options.authorizedKey);
  const server = new Server(
    { hostKeys: [options.hostKey.privateKey], ident: identification },
    (connection) => {
      connections.add(connection);
      connection.once('close', () => connections.delete(connection));
      serveConnection(connection, authenticate, options);
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    name: options.name,
    port: portOf(server),
    hostKey: options.hostKey,
    shell: options.shell,
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const connection of connections) connection.end();
      await closed;
    },
  };
}

function serveConnection(
  connection: Connection,
  authenticate: (context: AuthContext) => void,
  { shell, sockets }: SshHostOptions,
): void {
  setNoDelay(connection);
  // Resets and half-finished handshakes are the client's affair; ssh2 may report one loss twice.
  connection.on('error', () => {});
  connection.on('authentication', authenticate);
  connection.once('ready', () => {
    serveForwarding(connection, { sockets });
    let sessions = 0;
    connection.on('session', (accept, reject) => {
      if (sessions >= maxSessions) return reject();
      sessions += 1;
      const session = accept();
      session.once('close', () => (sessions -= 1));
      serveCommands(session, shell);
      return serveFiles(session, shell.home);
    });
  });
}

/** Without it small replies wait up to 40 ms for an acknowledgement. The types do not know the method. */
function setNoDelay(connection: Connection): void {
  if ('setNoDelay' in connection && typeof connection.setNoDelay === 'function') connection.setNoDelay(true);
}
