import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';

const maxLineBytes = 16_384;

/** A Unix socket that answers one line and closes, as HAProxy's does when nobody asks for a prompt. */
export async function listenForCommands(
  socketPath: string,
  answer: (line: string) => string,
): Promise<{ close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    serveLine(socket, answer);
  });
  server.listen(socketPath);
  await once(server, 'listening');
  return {
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const socket of open) socket.destroy();
      await closed;
      await rm(socketPath, { force: true });
    },
  };
}

function serveLine(socket: Socket, answer: (line: string) => string): void {
  let received = '';
  const finish = (line: string): void => {
    socket.removeAllListeners('data').resume();
    socket.end(answer(line));
  };
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    received += chunk;
    const end = received.indexOf('\n');
    if (end >= 0) finish(received.slice(0, end));
    else if (received.length > maxLineBytes) socket.destroy();
  });
  socket.once('end', () => {
    // A line without its end is no command.
    if (!socket.writableEnded) socket.end();
  });
}
