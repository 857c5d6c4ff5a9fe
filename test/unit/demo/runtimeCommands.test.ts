import { describe, expect, it } from 'vitest';
import { parseStatRows } from '../../../electron/demo/balancers/askBalancer.ts';
import { createPool } from '../../../electron/demo/balancers/pool.ts';
import { answerLine } from '../../../electron/demo/balancers/runtimeCommands.ts';

function start() {
  let nowMs = 1_000_000;
  const members = [
    { name: 'web-1', port: 21_001 },
    { name: 'web-2', port: 21_002 },
  ];
  const pool = createPool('shop', members, () => nowMs);
  const context = { now: () => nowMs, startedAtMs: nowMs };
  return {
    pool,
    ask: (line: string) => answerLine(pool, line, context),
    pass: (ms: number) => (nowMs += ms),
  };
}

describe('the runtime commands of the in-process balancer', () => {
  it('says who it is and how long it has lived', () => {
    const { ask, pass } = start();
    pass(62_500);
    expect(ask('show info')).toContain(`\nPid: ${process.pid}\nUptime: 0d 0h01m02s\nUptime_sec: 62\n`);
  });

  it('lists servers, the backend, or both', () => {
    const { ask } = start();
    const namesOf = (line: string) => parseStatRows(ask(line)).map((row) => row['svname']);
    expect(namesOf('show stat shop 4 -1')).toEqual(['web-1', 'web-2']);
    expect(namesOf('show stat shop 2 -1')).toEqual(['BACKEND']);
    expect(namesOf('show stat shop 6 -1')).toEqual(['web-1', 'web-2', 'BACKEND']);
  });

  it('spreads requests by weight', () => {
    const { ask, pool } = start();
    ask('set server shop/web-1 weight 25%');
    const chosen = Array.from({ length: 125 }, () => pool.choose()?.name);
    expect(chosen.filter((name) => name === 'web-1')).toHaveLength(25);
  });

  it('chooses nobody when every server is out', () => {
    const { ask, pool } = start();
    ask('set server shop/web-1 state maint');
    ask('set server shop/web-2 state drain');
    expect(pool.choose()).toBeUndefined();
  });
});
