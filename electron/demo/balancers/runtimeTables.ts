import { poolSettings } from './demoBalancer.ts';
import type { Pool, PoolServer } from './pool.ts';
import { checkWordsOf, statusOf, takesTraffic } from './serverState.ts';
import { statColumns, type StatColumn } from './statColumns.ts';

type StatRow = Partial<Record<StatColumn, string | number>>;

const { rise, fall, initialWeight } = poolSettings;
const proxyNumber = 3;

/** What the tables need besides the pool. */
export interface TableContext {
  readonly now: () => number;
  readonly startedAtMs: number;
}

/** `show info`, the fields that say which process answers and for how long it has lived. */
export function showInfo(pool: Pool, { now, startedAtMs }: TableContext): string {
  const uptimeSeconds = secondsBetween(startedAtMs, now());
  const minutes = String(Math.floor(uptimeSeconds / 60) % 60).padStart(2, '0');
  const uptime = `${Math.floor(uptimeSeconds / 86_400)}d ${Math.floor(uptimeSeconds / 3_600) % 24}h${minutes}m${String(uptimeSeconds % 60).padStart(2, '0')}s`;
  const sessions = pool.servers.reduce((sum, server) => sum + server.sessions.size, 0);
  return lines([
    'Name: Signalbox demo balancer',
    'Version: 2.6.0-in-process',
    'Release_date: 2026/09/01',
    'Nbthread: 1',
    'Nbproc: 1',
    'Process_num: 1',
    `Pid: ${process.pid}`,
    `Uptime: ${uptime}`,
    `Uptime_sec: ${uptimeSeconds}`,
    'Maxconn: 2000',
    `CurrConns: ${sessions}`,
    'Stopping: 0',
    `Start_time_sec: ${Math.floor(startedAtMs / 1_000)}`,
  ]);
}

/** @param types bits: 1 frontend (there is none here), 2 backend, 4 servers. */
export function showStat(pool: Pool, types: number, context: TableContext): string {
  const rows = [
    ...((types & 4) !== 0 ? pool.servers.map((server) => serverRow(pool, server, context)) : []),
    ...((types & 2) !== 0 ? [backendRow(pool)] : []),
  ];
  const toLine = (row: StatRow): string => `${statColumns.map((column) => row[column] ?? '').join(',')},`;
  return lines([`# ${statColumns.join(',')},`, ...rows.map(toLine)]);
}

function serverRow(pool: Pool, server: PoolServer, { now }: TableContext): StatRow {
  const { state, counters, sessions } = server;
  return {
    ...commonRow(pool),
    svname: server.name,
    scur: sessions.size,
    smax: counters.sessionsMax,
    stot: counters.sessionsTotal,
    bin: counters.bytesIn,
    bout: counters.bytesOut,
    econ: counters.connectErrors,
    eresp: counters.responseErrors,
    status: statusOf(state),
    weight: state.weight,
    uweight: state.weight,
    act: 1,
    bck: 0,
    chkfail: counters.checkFailures,
    chkdown: counters.timesDown,
    lastchg: secondsBetween(server.changedAtMs, now()),
    sid: server.id,
    lbtot: counters.sessionsTotal,
    type: 2,
    req_tot: counters.sessionsTotal,
    ...responseColumns([server]),
    addr: `127.0.0.1:${server.port}`,
    ...checkColumns(server),
  };
}

/** HAProxy leaves these empty in maintenance, when no check runs. */
function checkColumns({ state }: PoolServer): StatRow {
  if (state.admin === 'maint') return {};
  const check = checkWordsOf(state.lastCheck);
  return {
    check_status: check.status,
    check_code: check.code,
    check_duration: state.lastCheck?.durationMs ?? '',
    last_chk: check.detail,
    check_desc: check.description,
    check_rise: rise,
    check_fall: fall,
    check_health: state.checkHealth,
  };
}

function backendRow(pool: Pool): StatRow {
  const sum = (pick: (server: PoolServer) => number): number =>
    pool.servers.reduce((total, server) => total + pick(server), 0);
  const usable = pool.servers.filter(({ state }) => takesTraffic(state));
  return {
    ...commonRow(pool),
    svname: 'BACKEND',
    scur: sum(({ sessions }) => sessions.size),
    stot: sum(({ counters }) => counters.sessionsTotal),
    econ: sum(({ counters }) => counters.connectErrors),
    eresp: sum(({ counters }) => counters.responseErrors),
    status: usable.length > 0 ? 'UP' : 'DOWN',
    weight: usable.reduce((total, { state }) => total + state.weight, 0),
    act: usable.length,
    bck: 0,
    sid: 0,
    type: 1,
    req_tot: sum(({ counters }) => counters.sessionsTotal),
    ...responseColumns(pool.servers),
    algo: 'roundrobin',
  };
}

function commonRow(pool: Pool): StatRow {
  return { pxname: pool.backend, qcur: 0, qmax: 0, pid: 1, iid: proxyNumber, mode: 'http' };
}

function responseColumns(servers: readonly PoolServer[]): StatRow {
  const sum = (kind: 1 | 2 | 3 | 4 | 5): number =>
    servers.reduce((total, { counters }) => total + counters.responses[kind], 0);
  return { hrsp_1xx: sum(1), hrsp_2xx: sum(2), hrsp_3xx: sum(3), hrsp_4xx: sum(4), hrsp_5xx: sum(5) };
}

const stateHeader =
  '# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight ' +
  'srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state ' +
  'bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr ' +
  'srv_agent_addr srv_agent_port';
const operationNumbers = { stopped: 0, running: 2, stopping: 3 } as const;
const adminBits = { ready: 0, maint: 1, drain: 8 } as const;

/** `show servers state`, format version 1. */
export function showServersState(pool: Pool, { now }: TableContext): string {
  const rows = pool.servers.map(({ id, name, port, state, changedAtMs }) => {
    const { lastCheck } = state;
    const result = lastCheck === undefined ? 0 : lastCheck.kind === 'passed' ? 3 : 2;
    const checkState = state.admin === 'maint' ? 14 : 6;
    const age = secondsBetween(changedAtMs, now());
    return (
      `${proxyNumber} ${pool.backend} ${id} ${name} 127.0.0.1 ${operationNumbers[state.operation]} ` +
      `${adminBits[state.admin]} ${state.weight} ${initialWeight} ${age} ${checkWordsOf(lastCheck).number} ` +
      `${result} ${state.checkHealth} ${checkState} 0 0 0 - ${port} - 0 0 - - 0`
    );
  });
  return lines(['1', stateHeader, ...rows]);
}

function secondsBetween(fromMs: number, toMs: number): number {
  return Math.max(0, Math.floor((toMs - fromMs) / 1_000));
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
