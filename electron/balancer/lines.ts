import { z } from 'zod';
import { Fault } from '../../shared/protocol/fault.ts';
import { haproxyName } from '../../shared/model/names.ts';

/**
 * One line for the runtime API: commands joined by ';', without the newline that ends it. This file is the
 * only place that can make one, and every name in it went through HAProxy's own grammar first, so that ';',
 * '\', '<<', blanks and line ends (all of them syntax there) cannot come from a name.
 */
const runtimeLine = z
  .string()
  .regex(/^[\x20-\x7e]{1,8000}$/)
  .brand<'RuntimeLine'>();
export type RuntimeLine = z.infer<typeof runtimeLine>;

/** A server in a backend, as HAProxy names it. */
export interface ServerName {
  readonly backend: string;
  readonly server: string;
}

/** Joins lines into one; HAProxy answers them in order, and does not stop at the first error (trap 8). */
export function joinLines(...lines: readonly RuntimeLine[]): RuntimeLine {
  return runtimeLine.parse(lines.join(';'));
}

/** How many commands a line holds: a change answers each of them with exactly one newline. */
export function countCommands(line: RuntimeLine): number {
  return line.split(';').length;
}

/** Whether a line only asks: whatever else there is may change something. */
export function isQuestion(line: RuntimeLine): boolean {
  return line.split(';').every((command) => /^(show|get) /.test(command));
}

export const showInfo: RuntimeLine = runtimeLine.parse('show info');
/** Read-only, open to every level: answers `admin`, `operator` or `user`. */
export const showLevel: RuntimeLine = runtimeLine.parse('show cli level');

const backendsAndServers = 2 + 4;

/** Without a backend: the table of all of them. */
export function showStat(backend?: string): RuntimeLine {
  return build(
    `show stat ${backend === undefined ? '-1' : checkedName('backend', backend)} ${backendsAndServers} -1`,
  );
}

export function showServersState(backend?: string): RuntimeLine {
  return build(
    backend === undefined ? 'show servers state' : `show servers state ${checkedName('backend', backend)}`,
  );
}

export function setState(name: ServerName, state: 'drain' | 'maint' | 'ready'): RuntimeLine {
  return build(`set server ${target(name)} state ${state}`);
}

export function forceHealthDown(name: ServerName): RuntimeLine {
  return build(`set server ${target(name)} health down`);
}

export function setAgent(name: ServerName, agent: 'enable' | 'disable'): RuntimeLine {
  return build(`${agent} agent ${target(name)}`);
}

/** An absolute weight: the relative form `N%` silently rounds to 0 (trap 7), so that it is never sent. */
export function setWeight(name: ServerName, weight: number): RuntimeLine {
  if (!Number.isInteger(weight) || weight < 0 || weight > 256) {
    throw new Fault(
      'INVALID_INPUT',
      `weight ${weight} of ${name.backend}/${name.server} is not a whole number from 0 to 256`,
    );
  }
  return build(`set server ${target(name)} weight ${weight}`);
}

export function getWeight(name: ServerName): RuntimeLine {
  return build(`get weight ${target(name)}`);
}

export function shutdownSessions(name: ServerName): RuntimeLine {
  return build(`shutdown sessions server ${target(name)}`);
}

function target(name: ServerName): string {
  return `${checkedName('backend', name.backend)}/${checkedName('server', name.server)}`;
}

function checkedName(what: 'backend' | 'server', name: string): string {
  const checked = haproxyName.safeParse(name);
  if (checked.success) return checked.data;
  throw new Fault('INVALID_INPUT', `${JSON.stringify(name)} is no ${what} name that HAProxy knows`, {
    wayOut: 'Names hold letters, digits, underscore, dot, colon and dash, at most 128 of them.',
  });
}

function build(text: string): RuntimeLine {
  return runtimeLine.parse(text);
}
