import { forceHealthDown, joinLines, setAgent, setState } from './lines.ts';
import type { RuntimeLine, ServerName } from './lines.ts';
import type { ServerSighting } from './sighting.ts';

/**
 * `drain`: no new traffic, checks go on. `maintain`: no traffic, no checks. `admit`: from maintenance to drain with
 * the health forced down, so that checks run and must be earned while no client comes. `ready`: back in service.
 */
export type PoolAction = 'drain' | 'maintain' | 'admit' | 'ready';

/** What a server's configuration asks of the lines for it. */
export interface ServerTraits {
  /** Whose health checks HAProxy goes by: its own, those of the server it tracks, or none. */
  readonly checks: 'own' | 'tracked' | 'none';
  readonly agent: boolean;
}

export const usualTraits: ServerTraits = { checks: 'own', agent: false };

export function traitsOf(server: ServerSighting): ServerTraits {
  const checks =
    server.tracks !== undefined
      ? 'tracked'
      : server.check.configured && server.check.enabled
        ? 'own'
        : 'none';
  return { checks, agent: server.agent.configured };
}

export function isSameTraits(a: ServerTraits, b: ServerTraits): boolean {
  return a.checks === b.checks && a.agent === b.agent;
}

/**
 * The literal line of an action. An agent's answers can drain a server or bring it back, so that it is silenced
 * while the server is out (trap 11). `health down` is sent only where own checks can undo it: a tracking server
 * refuses it (trap 10), and a server without checks would stay DOWN for ever, for `state ready` does not lift it.
 *
 * One line is not one moment: HAProxy serves clients between its commands, and leaving maintenance always begins as
 * running (`DRAIN 1/3`). So `admit` lets single cookie-bound clients in before `health down` takes hold: in 30 of 60
 * trials with 12 senders on HAProxy 2.6. Hence: admit a host only after it answers its own check directly.
 */
export function lineFor(action: PoolAction, name: ServerName, traits: ServerTraits): RuntimeLine {
  const silenced = traits.agent ? [setAgent(name, 'disable')] : [];
  switch (action) {
    case 'drain':
      return joinLines(...silenced, setState(name, 'drain'));
    case 'maintain':
      return joinLines(...silenced, setState(name, 'maint'));
    case 'admit':
      return joinLines(
        ...silenced,
        setState(name, 'drain'),
        ...(traits.checks === 'own' ? [forceHealthDown(name)] : []),
      );
    case 'ready':
      return joinLines(setState(name, 'ready'), ...(traits.agent ? [setAgent(name, 'enable')] : []));
  }
}

/** Whether a look shows what was asked. The admin bits decide: a dead server in drain still reads DOWN (trap 16). */
export function isAsAsked(action: PoolAction, server: ServerSighting): boolean {
  const { forcedDrain, forcedMaint } = server.admin;
  const silenced = !server.agent.configured || !server.agent.enabled;
  switch (action) {
    case 'drain':
    case 'admit':
      return forcedDrain && !forcedMaint && silenced;
    case 'maintain':
      return forcedMaint && silenced;
    case 'ready':
      return !forcedDrain && !forcedMaint && (!server.agent.configured || server.agent.enabled);
  }
}

/** One server's state in a few words, for messages. */
export function describeServer(server: ServerSighting): string {
  const { checkStatus, checkHealth, checkRise, checkFall, throttle } = server;
  const admin = [
    server.admin.forcedDrain ? 'forced drain' : '',
    server.admin.forcedMaint ? 'forced maint' : '',
  ];
  const health =
    checkHealth === undefined ? '' : `health ${checkHealth}/${(checkRise ?? 0) + (checkFall ?? 0) - 1}`;
  const slow = throttle === undefined ? '' : `slow start ${throttle} %`;
  return [server.statusText, checkStatus, health, slow, ...admin].filter((part) => part !== '').join(', ');
}
