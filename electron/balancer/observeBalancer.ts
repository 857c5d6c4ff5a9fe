import { Fault } from '../../shared/protocol/fault.ts';
import { joinLines, showInfo, showServersState, showStat } from './lines.ts';
import type { RuntimeLine } from './lines.ts';
import { parseInfo } from './parseInfo.ts';
import { parseServersState } from './parseServersState.ts';
import type { ServerState } from './parseServersState.ts';
import { parseStat, textOf } from './parseStat.ts';
import type { StatRow } from './parseStat.ts';
import type { RuntimeClient } from './runtimeClient.ts';
import { splitReplies } from './runtimeReply.ts';
import { toBackendSighting, toServerSighting } from './toSighting.ts';
import type { BackendSighting, BalancerSighting, ServerSighting } from './sighting.ts';

interface ObserveOptions {
  /** Only these; without it, all. Asking by name keeps a poll small. */
  readonly backends?: readonly string[];
  now(): Date;
  readonly signal?: AbortSignal;
}

/**
 * Looks at one balancer. All questions travel in one line, so that process, states and numbers come from the
 * same process even while HAProxy reloads. Faults: BALANCER_UNREACHABLE, BALANCER_UNKNOWN_TARGET (a backend it
 * does not have), BALANCER_UNPARSEABLE, CANCELLED.
 */
export async function observeBalancer(client: RuntimeClient, o: ObserveOptions): Promise<BalancerSighting> {
  const named =
    o.backends !== undefined && o.backends.length <= mostNamedBackends ? [...new Set(o.backends)] : undefined;
  const looked = await look(client, named, o);
  const complete =
    named === undefined || hasRowOfEveryBackend(looked.rows, named)
      ? looked
      : await look(client, undefined, o);
  const wanted = o.backends === undefined ? undefined : new Set(o.backends);
  verifyKnown(client.name, complete.rows, wanted);
  return {
    balancer: client.name,
    at: o.now().toISOString(),
    ...complete.info,
    ...joinTables(complete, wanted),
  };
}

/** Beyond it, the whole table is the shorter question. */
const mostNamedBackends = 20;

interface Tables {
  readonly info: ReturnType<typeof parseInfo>;
  readonly states: readonly ServerState[];
  readonly rows: readonly StatRow[];
}

async function look(
  client: RuntimeClient,
  backends: readonly string[] | undefined,
  o: ObserveOptions,
): Promise<Tables> {
  const line = question(backends);
  const reply = await client.command(line, o.signal === undefined ? {} : { signal: o.signal });
  const [info = '', ...tables] = splitReplies(client.name, line, reply);
  return {
    info: parseInfo(info),
    states: tables.filter((_, at) => at % 2 === 0).flatMap(parseServersState),
    rows: tables.filter((_, at) => at % 2 === 1).flatMap(parseStat),
  };
}

function question(backends: readonly string[] | undefined): RuntimeLine {
  const each = backends === undefined ? [undefined] : backends;
  return joinLines(showInfo, ...each.flatMap((backend) => [showServersState(backend), showStat(backend)]));
}

/** A frontend may bear the backend's name, and `show stat` by name then finds the frontend only. */
function hasRowOfEveryBackend(rows: readonly StatRow[], backends: readonly string[]): boolean {
  return backends.every((backend) =>
    rows.some((row) => isBackendRow(row) && textOf(row, 'pxname') === backend),
  );
}

function verifyKnown(
  balancer: string,
  rows: readonly StatRow[],
  wanted: ReadonlySet<string> | undefined,
): void {
  const known = new Set(rows.filter(isBackendRow).map((row) => textOf(row, 'pxname')));
  const unknown = [...(wanted ?? [])].filter((backend) => !known.has(backend));
  if (unknown.length === 0) return;
  throw new Fault('BALANCER_UNKNOWN_TARGET', `balancer ${balancer} has no backend ${unknown.join(', ')}`, {
    wayOut: `Compare the names in the workspace with the backends in haproxy.cfg on ${balancer}.`,
  });
}

function joinTables(
  { states, rows }: Tables,
  wanted: ReadonlySet<string> | undefined,
): { backends: readonly BackendSighting[]; servers: readonly ServerSighting[] } {
  const wantedRows = rows.filter((row) => wanted === undefined || wanted.has(textOf(row, 'pxname')));
  const backends = wantedRows.filter(isBackendRow).map(toBackendSighting);
  const backendByName = new Map(backends.map((backend) => [backend.backend, backend]));
  const stateByName = new Map(states.map((state) => [`${state.backend}/${state.server}`, state]));
  const servers = wantedRows
    .filter((row) => !isBackendRow(row))
    .map((row) => {
      const name = `${textOf(row, 'pxname')}/${textOf(row, 'svname')}`;
      const state = stateByName.get(name);
      const backend = backendByName.get(textOf(row, 'pxname'));
      if (state === undefined || backend === undefined) {
        throw new Fault('BALANCER_UNPARSEABLE', `server ${name} stands in only one of HAProxy's two tables`, {
          retryable: true,
        });
      }
      return toServerSighting(row, state, backend);
    });
  return { backends, servers };
}

function isBackendRow(row: StatRow): boolean {
  return textOf(row, 'svname') === 'BACKEND';
}
