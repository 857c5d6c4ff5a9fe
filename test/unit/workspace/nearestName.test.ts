import { describe, expect, test } from 'vitest';
import { nearestName } from '../../../electron/workspace/nearestName.ts';

describe('did you mean', () => {
  test.each([
    ['adress', 'address'],
    ['prot', 'port'],
    ['healht', 'health'],
    ['Stagign', 'staging'],
    ['hots', 'hosts'],
  ])('%s: %s', (name, meant) => {
    expect(nearestName(name, ['address', 'port', 'health', 'staging', 'hosts'])).toBe(meant);
  });

  test('nothing, when nothing is near', () => {
    expect(nearestName('restart', ['address', 'port', 'start'])).toBe('start');
    expect(nearestName('xyz', ['address', 'port'])).toBeUndefined();
    expect(nearestName('web1', [])).toBeUndefined();
  });
});
