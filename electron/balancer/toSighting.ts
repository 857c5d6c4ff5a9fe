import { Fault } from '../../shared/protocol/fault.ts';
import { numberOf, optionalNumberOf, textOf } from './parseStat.ts';
import type { StatRow } from './parseStat.ts';
import type { ServerState } from './parseServersState.ts';
import { parseStatus } from './status.ts';
import type { BackendSighting, ServerSighting } from './sighting.ts';

/** A `BACKEND` row of `show stat`. */
export function toBackendSighting(row: StatRow): BackendSighting {
  const cookie = textOf(row, 'cookie');
  return {
    backend: textOf(row, 'pxname'),
    mode: textOf(row, 'mode'),
    algorithm: textOf(row, 'algo'),
    ...(cookie === '' ? {} : { cookie }),
    qcur: numberOf(row, 'qcur'),
  };
}

/**
 * Joins a server's row of `show stat` (numbers, status, checks) with its row of `show servers state` (admin
 * bits, address, weights). Faults: BALANCER_UNPARSEABLE.
 */
export function toServerSighting(row: StatRow, state: ServerState, backend: BackendSighting): ServerSighting {
  const statusText = textOf(row, 'status');
  const checkText = textOf(row, 'check_status');
  const cookie = textOf(row, 'cookie');
  const { check_health, check_rise, check_fall, slim, throttle } = optionalNumbers(row);
  return {
    backend: state.backend,
    server: state.server,
    ...(state.address === undefined ? {} : { address: state.address }),
    ...(state.port === undefined ? {} : { port: state.port }),
    status: parseStatus(statusText),
    statusText,
    admin: state.admin,
    check: state.check,
    agent: state.agent,
    checkStatus: checkText.replace(runningCheck, ''),
    checkInProgress: runningCheck.test(checkText),
    ...(check_health === undefined ? {} : { checkHealth: check_health }),
    ...(check_rise === undefined ? {} : { checkRise: check_rise }),
    ...(check_fall === undefined ? {} : { checkFall: check_fall }),
    backup: numberOf(row, 'bck') > 0,
    weight: numberOf(row, 'weight'),
    userWeight: state.userWeight,
    initialWeight: state.initialWeight,
    scur: numberOf(row, 'scur'),
    ...(slim === undefined ? {} : { slim }),
    qcur: numberOf(row, 'qcur'),
    idleConnections:
      (optionalNumberOf(row, 'idle_conn_cur') ?? 0) + (optionalNumberOf(row, 'safe_conn_cur') ?? 0),
    ...(throttle === undefined ? {} : { throttle }),
    ...(cookie === '' || backend.cookie === undefined ? {} : { cookieInBackend: cookie }),
    ...trackedBy(textOf(row, 'tracked')),
    mode: textOf(row, 'mode'),
    counters: {
      sessionTotal: numberOf(row, 'stot'),
      reqTotal: optionalNumberOf(row, 'req_tot') ?? 0,
      hrsp5xx: optionalNumberOf(row, 'hrsp_5xx') ?? 0,
      econ: numberOf(row, 'econ'),
      eresp: numberOf(row, 'eresp'),
    },
    rtimeMs: optionalNumberOf(row, 'rtime') ?? 0,
    ttimeMs: optionalNumberOf(row, 'ttime') ?? 0,
  };
}

/** "* L7OK": a check runs right now; the rest is the result of the one before. */
const runningCheck = /^\* /;

function optionalNumbers(row: StatRow) {
  return {
    check_health: optionalNumberOf(row, 'check_health'),
    check_rise: optionalNumberOf(row, 'check_rise'),
    check_fall: optionalNumberOf(row, 'check_fall'),
    slim: optionalNumberOf(row, 'slim'),
    throttle: optionalNumberOf(row, 'throttle'),
  };
}

function trackedBy(text: string): Pick<ServerSighting, 'tracks'> {
  if (text === '') return {};
  const [backend, server, ...rest] = text.split('/');
  if (backend === undefined || server === undefined || rest.length > 0) {
    throw new Fault(
      'BALANCER_UNPARSEABLE',
      `column "tracked" holds ${JSON.stringify(text)}, not backend/server`,
    );
  }
  return { tracks: { backend, server } };
}
