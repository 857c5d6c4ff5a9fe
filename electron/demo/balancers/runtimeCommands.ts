import { poolSettings } from './demoBalancer.ts';
import type { Pool, PoolServer } from './pool.ts';
import { showInfo, showServersState, showStat, type TableContext } from './runtimeTables.ts';
import { withAdmin, withHealth } from './serverState.ts';

/**
 * HAProxy's runtime API, the part that Signalbox speaks, with HAProxy 2.6's own words.
 *
 * @param line commands separated by `;`. An error does not stop the ones after it.
 * @returns the reply to the whole line: a text and an empty line for each command, or the empty line alone.
 */
export function answerLine(pool: Pool, line: string, context: TableContext): string {
  const commands = line.split(';').map((command) => command.trim());
  return commands.map((command) => answerCommand(pool, command, context)).join('');
}

function answerCommand(pool: Pool, command: string, context: TableContext): string {
  const words = command.split(/\s+/).filter((word) => word !== '');
  const [first, second, third, fourth, fifth] = words;
  switch (`${first} ${second}`) {
    case 'show info':
      return reply(showInfo(pool, context));
    case 'show stat':
      return isProxy(pool, third) ? reply(showStat(pool, typesOf(fourth), context)) : says('No such proxy.');
    case 'show servers':
      if (third !== 'state') return says(unknownCommand);
      if (fourth !== undefined && fourth !== pool.backend) return says("Can't find backend.");
      return reply(showServersState(pool, context));
    case 'get weight':
      return forServer(pool, third, ({ state }) =>
        reply(`${state.weight} (initial ${poolSettings.initialWeight})\n`),
      );
    case 'set server':
      return forServer(pool, third, (server) => setServer(server, fourth, fifth));
    case 'shutdown sessions':
      if (third !== 'server') return says(unknownCommand);
      return forServer(pool, fourth, shutdownSessions);
    case 'disable agent':
      return forServer(pool, third, () => done);
    case 'enable agent':
      return forServer(pool, third, () => says('Agent was not configured on this server, cannot enable.'));
    default:
      return says(unknownCommand);
  }
}

function setServer(server: PoolServer, what: string | undefined, value: string | undefined): string {
  switch (what) {
    case 'state':
      if (value !== 'ready' && value !== 'drain' && value !== 'maint') {
        return says("'set server <srv> state' expects 'ready', 'drain' and 'maint'.");
      }
      server.change(withAdmin(server.state, value));
      return done;
    case 'health':
      if (value !== 'up' && value !== 'stopping' && value !== 'down') {
        return says("'set server <srv> health' expects 'up', 'stopping', or 'down'.");
      }
      server.change(withHealth(server.state, value));
      return done;
    case 'weight':
      return setWeight(server, value);
    case 'agent':
      return says('agent checks are not enabled on this server.');
    default:
      return says('usage: set server <backend>/<server> agent | health | state | weight');
  }
}

const maxWeight = 256;

function setWeight(server: PoolServer, value: string | undefined): string {
  if (value === undefined) return says('Require <weight> or <weight%>.');
  const match = /^(-?\d+)(%?)(.*)$/.exec(value);
  // These two lack the empty line in HAProxy too.
  if (!match) return 'Empty weight string empty or preceded by garbage\n';
  if (match[3] !== '') return 'Trailing garbage in weight string\n';
  const number = Number(match[1]);
  const isRelative = match[2] === '%';
  if (isRelative && number < 0) return says('Relative weight must be positive.');
  if (!isRelative && (number < 0 || number > maxWeight)) {
    return says('Absolute weight can only be between 0 and 256 inclusive.');
  }
  const weight = isRelative ? Math.floor((poolSettings.initialWeight * number) / 100) : number;
  server.change({ ...server.state, weight: Math.min(weight, maxWeight) });
  return done;
}

function shutdownSessions(server: PoolServer): string {
  for (const session of server.sessions) session.end();
  return done;
}

function forServer(pool: Pool, name: string | undefined, act: (server: PoolServer) => string): string {
  const [backend, serverName, ...rest] = name?.split('/') ?? [];
  if (backend === undefined || serverName === undefined || rest.length > 0) {
    return says("Require 'backend/server'.");
  }
  if (backend !== pool.backend) return says('No such backend.');
  const server = pool.find(serverName);
  return server ? act(server) : says('No such server.');
}

function isProxy(pool: Pool, name: string | undefined): boolean {
  return name === undefined || name === '-1' || name === pool.backend;
}

function typesOf(word: string | undefined): number {
  return word === undefined || word === '-1' ? 7 : Number(word);
}

const unknownCommand =
  'Unknown command. Please enter one of the following commands only:\n  show info\n  show stat\n  show servers state\n  get weight\n  set server\n  shutdown sessions server\n  disable agent\n  enable agent';

/** Success without an answer is an empty line; everything else is a text and then the empty line. */
const done = '\n';

function reply(text: string): string {
  return `${text}\n`;
}

function says(sentence: string): string {
  return `${sentence}\n\n`;
}
