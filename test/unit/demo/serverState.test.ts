import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fullHealth,
  initialServerState,
  statusOf,
  takesTraffic,
  withAdmin,
  withCheck,
  withHealth,
  type CheckResult,
  type ServerState,
} from '../../../electron/demo/balancers/serverState.ts';

const passed: CheckResult = { kind: 'passed', code: 200, durationMs: 1 };
const warming: CheckResult = { kind: 'wrongStatus', code: 503, reason: 'Service Unavailable', durationMs: 1 };
const dead: CheckResult = { kind: 'notConnected', reason: 'Connection refused', durationMs: 0 };

function after(state: ServerState, ...results: readonly CheckResult[]): ServerState {
  return results.reduce(withCheck, state);
}

describe("a server's state, as HAProxy keeps it", () => {
  it('is trusted at the start, until one check fails', () => {
    expect(statusOf(initialServerState)).toBe('UP 1/2');
    expect(statusOf(after(initialServerState, passed))).toBe('UP');
    expect(statusOf(after(initialServerState, dead))).toBe('DOWN');
  });

  it('goes down over two failures and comes up over two successes, which the status counts', () => {
    const up = after(initialServerState, passed);
    expect(statusOf(after(up, warming))).toBe('UP 1/2');
    const down = after(up, warming, warming);
    expect(statusOf(down)).toBe('DOWN');
    expect(statusOf(after(down, passed))).toBe('DOWN 1/2');
    expect(statusOf(after(down, passed, passed))).toBe('UP');
    expect(statusOf(after(down, passed, warming, passed))).toBe('DOWN 1/2');
  });

  it('trusts before it checks when it leaves maintenance', () => {
    const back = withAdmin(withAdmin(after(initialServerState, dead), 'maint'), 'ready');
    expect(statusOf(back)).toBe('UP 1/2');
    expect(takesTraffic(back)).toBe(true);
  });

  it('earns its health again in a drain after it was forced down', () => {
    const drained = withHealth(withAdmin(after(initialServerState, passed), 'drain'), 'down');
    expect(statusOf(drained)).toBe('DOWN');
    expect(statusOf(after(drained, passed))).toBe('DOWN 1/2');
    const healthy = after(drained, passed, passed);
    expect(statusOf(healthy)).toBe('DRAIN');
    expect(healthy.checkHealth).toBe(fullHealth);
    expect(statusOf(withAdmin(healthy, 'ready'))).toBe('UP');
  });

  it('keeps saying DOWN when a dead server is drained', () => {
    expect(statusOf(withAdmin(after(initialServerState, dead), 'drain'))).toBe('DOWN');
  });

  it('knows nothing of a check that ends in maintenance', () => {
    const maintained = withAdmin(initialServerState, 'maint');
    expect(after(maintained, dead)).toEqual(maintained);
  });

  it('takes traffic only when it is ready, running and has weight, whatever happened before', () => {
    const act = fc.oneof(
      fc.constantFrom(passed, warming, dead).map((check) => (state: ServerState) => withCheck(state, check)),
      fc
        .constantFrom('ready' as const, 'drain' as const, 'maint' as const)
        .map((admin) => (state: ServerState) => withAdmin(state, admin)),
      fc
        .constantFrom('up' as const, 'stopping' as const, 'down' as const)
        .map((health) => (state: ServerState) => withHealth(state, health)),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const state = acts.reduce((it, next) => next(it), initialServerState);
        expect(statusOf(state)).toMatch(/^(UP|DRAIN|NOLB|DOWN)( [12]\/2)?$|^MAINT$/);
        expect(takesTraffic(state)).toBe(statusOf(state).startsWith('UP'));
        expect(state.checkHealth).toBeGreaterThanOrEqual(0);
        expect(state.checkHealth).toBeLessThanOrEqual(fullHealth);
      }),
    );
  });
});
