import type { ServerStatus } from './status.ts';
import type { AdminState, CheckState } from './parseServersState.ts';

/** What one balancer says about one server in one backend. */
export interface ServerSighting {
  readonly backend: string;
  readonly server: string;
  readonly address?: string;
  readonly port?: number;
  readonly status: ServerStatus;
  /** HAProxy's own words, as the statistics page shows them. */
  readonly statusText: string;
  readonly admin: AdminState;
  readonly check: CheckState;
  readonly agent: CheckState;
  /** `L7OK`, `L4CON` …; empty without checks and in maintenance. */
  readonly checkStatus: string;
  readonly checkInProgress: boolean;
  /** Fully healthy is `checkRise + checkFall - 1`; absent without checks and in maintenance. */
  readonly checkHealth?: number;
  readonly checkRise?: number;
  readonly checkFall?: number;
  /** Backup servers take traffic only when no other one is left. */
  readonly backup: boolean;
  /** The weight that counts now, slow start included. */
  readonly weight: number;
  /** The weight as set, and as configured. */
  readonly userWeight: number;
  readonly initialWeight: number;
  readonly scur: number;
  readonly slim?: number;
  readonly qcur: number;
  /** Connections to the server that are kept for later requests, and serve none now. */
  readonly idleConnections: number;
  /** Percent of the weight during slow start (trap 12). */
  readonly throttle?: number;
  /** The value of the persistence cookie that leads here, where the backend sets one (trap 5). */
  readonly cookieInBackend?: string;
  /** The server whose health and maintenance this one follows (trap 10). */
  readonly tracks?: { readonly backend: string; readonly server: string };
  readonly mode: string;
  readonly counters: ServerCounters;
  /** Averages over the last 1,024 requests; both 0 in TCP mode. */
  readonly rtimeMs: number;
  readonly ttimeMs: number;
}

/** They count from the start of the process: use `counterDelta`, never the values (trap 13). */
export interface ServerCounters {
  readonly sessionTotal: number;
  /** 0 in TCP mode. */
  readonly reqTotal: number;
  readonly hrsp5xx: number;
  readonly econ: number;
  readonly eresp: number;
}

export interface BackendSighting {
  readonly backend: string;
  readonly mode: string;
  /** `roundrobin`, `static-rr`, `leastconn`, `source` … */
  readonly algorithm: string;
  /** The name of the persistence cookie. */
  readonly cookie?: string;
  /** Requests that wait for any server. */
  readonly qcur: number;
}

/** One look at one balancer: all of it from one process, at one time. */
export interface BalancerSighting {
  readonly balancer: string;
  readonly at: string;
  readonly pid: number;
  readonly uptimeSeconds: number;
  readonly version: string;
  readonly stopping: boolean;
  readonly backends: readonly BackendSighting[];
  readonly servers: readonly ServerSighting[];
}
