import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStatus } from '../../../electron/balancer/status.ts';

describe('parseStatus', () => {
  test.each([
    ['UP', { kind: 'up', byAgent: false }],
    ['UP (agent)', { kind: 'up', byAgent: true }],
    ['UP 1/3', { kind: 'goingDown', count: 1, of: 3 }],
    ['DOWN', { kind: 'down', byAgent: false }],
    ['DOWN (agent)', { kind: 'down', byAgent: true }],
    ['DOWN 1/2', { kind: 'comingUp', count: 1, of: 2 }],
    ['NOLB', { kind: 'noLoadBalancing', byAgent: false }],
    ['NOLB 1/3', { kind: 'noLoadBalancingGoingDown', count: 1, of: 3 }],
    ['DRAIN', { kind: 'drain', byAgent: false }],
    ['DRAIN (agent)', { kind: 'drain', byAgent: true }],
    ['DRAIN 2/3', { kind: 'drainGoingDown', count: 2, of: 3 }],
    ['MAINT', { kind: 'maintenance' }],
    ['MAINT (via app/web-1)', { kind: 'maintenanceVia', backend: 'app', server: 'web-1' }],
    ['MAINT (resolution)', { kind: 'maintenanceByResolution' }],
    ['no check', { kind: 'noCheck', byAgent: false }],
  ])('given %j, then it is read exactly', (text, status) => {
    expect(parseStatus(text)).toEqual(status);
  });

  test.each([
    '',
    'up',
    'UP ',
    ' UP',
    'UPSET',
    'UP 1',
    'UP 1/',
    'UP 1/3 (agent)',
    'DOWN\n',
    'MAINT(via a/b)',
    'MAINT (via a)',
    'MAINT (via a/b/c)',
    'MAINT (agent)',
    'NO CHECK',
    'toString',
  ])('given %j, then it is refused, not guessed', (text) => {
    expect(() => parseStatus(text)).toThrow(expect.objectContaining({ code: 'BALANCER_UNPARSEABLE' }));
  });

  test('given any text that contains UP but is not of the grammar, then it is never "up"', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (before, after) => {
        const text = `${before}UP${after}`;
        expect(() => parseStatus(text)).toThrow(expect.objectContaining({ code: 'BALANCER_UNPARSEABLE' }));
      }),
    );
  });
});
