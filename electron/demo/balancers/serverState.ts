import { poolSettings } from './demoBalancer.ts';

/**
 * A server's state as HAProxy 2.6 keeps it, pure: what a person forced, what the checks found, and what both mean.
 * Each rule was read off the real thing; the conformance tests run the same stories over both.
 */
export interface ServerState {
  readonly admin: 'ready' | 'drain' | 'maint';
  readonly operation: 'stopped' | 'running' | 'stopping';
  /** From 0 to rise + fall - 1; from `rise` on the server counts as healthy. */
  readonly checkHealth: number;
  readonly lastCheck: CheckResult | undefined;
  readonly weight: number;
}

export type CheckResult =
  | { readonly kind: 'passed'; readonly code: number; readonly durationMs: number }
  | {
      readonly kind: 'wrongStatus';
      readonly code: number;
      readonly reason: string;
      readonly durationMs: number;
    }
  | { readonly kind: 'notConnected'; readonly reason: string; readonly durationMs: number }
  | { readonly kind: 'timedOut'; readonly durationMs: number };

export type AdminWord = 'ready' | 'drain' | 'maint';
export type HealthWord = 'up' | 'stopping' | 'down';

const { rise, fall, initialWeight } = poolSettings;
export const fullHealth = rise + fall - 1;

/** HAProxy believes in a server until a check says otherwise: one failure takes it down. */
export const initialServerState: ServerState = {
  admin: 'ready',
  operation: 'running',
  checkHealth: rise,
  lastCheck: undefined,
  weight: initialWeight,
};

export function withCheck(state: ServerState, result: CheckResult): ServerState {
  // Maintenance pauses the checks; one that was under way counts for nothing.
  if (state.admin === 'maint') return state;
  const checkHealth =
    result.kind === 'passed' ? healthAfterSuccess(state.checkHealth) : healthAfterFailure(state.checkHealth);
  const operation = operationAfterCheck(state.operation, checkHealth);
  return { ...state, checkHealth, operation, lastCheck: result };
}

function healthAfterSuccess(health: number): number {
  return health + 1 >= rise ? fullHealth : health + 1;
}

function healthAfterFailure(health: number): number {
  return health - 1 < rise ? 0 : health - 1;
}

function operationAfterCheck(
  operation: ServerState['operation'],
  checkHealth: number,
): ServerState['operation'] {
  if (checkHealth >= rise) return 'running';
  return checkHealth === 0 ? 'stopped' : operation;
}

/** `set server … state`. Leaving maintenance trusts before it checks: the server is up at once. */
export function withAdmin(state: ServerState, admin: AdminWord): ServerState {
  if (admin === 'maint') return { ...state, admin, operation: 'stopped', checkHealth: 0 };
  if (state.admin === 'maint') return { ...state, admin, operation: 'running', checkHealth: rise };
  return { ...state, admin };
}

/** `set server … health`. In maintenance it is accepted and changes nothing that can be seen. */
export function withHealth(state: ServerState, health: HealthWord): ServerState {
  if (state.admin === 'maint') return state;
  switch (health) {
    case 'up':
      return { ...state, operation: 'running', checkHealth: fullHealth };
    case 'stopping':
      return { ...state, operation: 'stopping', checkHealth: fullHealth };
    case 'down':
      return { ...state, operation: 'stopped', checkHealth: 0 };
  }
}

export function takesTraffic({ admin, operation, weight }: ServerState): boolean {
  return admin === 'ready' && operation === 'running' && weight > 0;
}

/** The `status` column of `show stat`. */
export function statusOf({ admin, operation, checkHealth }: ServerState): string {
  if (admin === 'maint') return 'MAINT';
  const goingDown = checkHealth < fullHealth ? ` ${checkHealth - rise + 1}/${fall}` : '';
  switch (operation) {
    case 'stopped':
      return checkHealth === 0 ? 'DOWN' : `DOWN ${checkHealth}/${rise}`;
    case 'stopping':
      return `NOLB${goingDown}`;
    case 'running':
      return `${admin === 'drain' ? 'DRAIN' : 'UP'}${goingDown}`;
  }
}

/** The check's columns of `show stat`, and its number in `show servers state`. */
export interface CheckWords {
  readonly status: string;
  readonly description: string;
  readonly detail: string;
  readonly number: number;
  readonly code: string;
}

export function checkWordsOf(check: CheckResult | undefined): CheckWords {
  if (!check) return { status: 'INI', description: 'Initializing', detail: '', number: 1, code: '' };
  switch (check.kind) {
    case 'passed':
      return words('L7OK', 'Layer7 check passed', '', 15, check.code);
    case 'wrongStatus':
      return words('L7STS', 'Layer7 wrong status', check.reason, 17, check.code);
    case 'notConnected':
      return words('L4CON', 'Layer4 connection problem', check.reason, 8);
    case 'timedOut':
      return words('L7TOUT', 'Layer7 timeout', '', 12);
  }
}

function words(
  status: string,
  description: string,
  detail: string,
  number: number,
  code?: number,
): CheckWords {
  return { status, description, detail, number, code: code === undefined ? '' : String(code) };
}
