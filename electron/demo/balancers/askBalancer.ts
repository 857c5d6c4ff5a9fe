import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Sends one line to an admin socket and reads to the end. */
export async function askBalancer(socketPath: string, line: string): Promise<string> {
  const socket = connect({ path: socketPath });
  socket.write(`${line}\n`);
  return text(socket);
}

/** Somebody answers there. A socket that is there and not listened at yet refuses: HAProxy makes it a moment before. */
export async function isAnswering(socketPath: string): Promise<boolean> {
  try {
    return (await askBalancer(socketPath, 'show info')) !== '';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return false;
    throw error;
  }
}

/** The rows of a `show stat` reply, columns by name. */
export function parseStatRows(reply: string): readonly Readonly<Record<string, string>>[] {
  const [header = '', ...rows] = reply.trim().split('\n');
  const names = header.replace(/^# /, '').split(',');
  return rows.map((row) => {
    const cells = row.split(',');
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}
