import { setTimeout as delay } from 'node:timers/promises';
import { poolPollMs } from '../../../electron/app/planService.ts';
import type { BareConnection } from './bareConnection.ts';

/** The `show stat` row of one server, by column name. */
type Row = ReadonlyMap<string, string>;

export interface BareBalancers {
  /** The same line on all of them, at once. */
  send(line: string): Promise<void>;
  /** Looks at all of them, as often as the app does, until each one's row is as wanted. */
  waitFor(backend: string, server: string, isAsWanted: (row: Row) => boolean): Promise<void>;
}

export function createBareBalancers(edge: BareConnection, socketPaths: readonly string[]): BareBalancers {
  return {
    send: async (line) => {
      const replies = await Promise.all(socketPaths.map((path) => edge.ask(path, line)));
      const refused = replies.find((reply) => reply.trim() !== '');
      if (refused !== undefined) throw new Error(`${line}: ${refused}`);
    },
    waitFor: async (backend, server, isAsWanted) => {
      for (;;) {
        const tables = await Promise.all(
          socketPaths.map((path) => edge.ask(path, `show stat ${backend} 4 -1`)),
        );
        if (tables.every((table) => isAsWanted(findRow(table, server)))) return;
        await delay(poolPollMs);
      }
    },
  };
}

function findRow(table: string, server: string): Row {
  const [head = '', ...lines] = table.split('\n');
  const names = head.replace('# ', '').split(',');
  const row = lines.map((line) => line.split(',')).find((cells) => cells[1] === server);
  if (!row) throw new Error(`HAProxy has no server ${server}`);
  return new Map(names.map((name, index) => [name, row[index] ?? '']));
}
