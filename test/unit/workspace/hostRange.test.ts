import { describe, expect, test } from 'vitest';
import { parseHostPattern } from '../../../electron/workspace/inventory/hostPattern.ts';
import { expandHostRange } from '../../../electron/workspace/inventory/hostRange.ts';

const namesOf = (pattern: string) => {
  const expansion = expandHostRange(pattern);
  return expansion.kind === 'names' ? expansion.names : expansion.message;
};

describe('host ranges as Ansible writes them', () => {
  test.each([
    ['web1', ['web1']],
    ['web[1:3]', ['web1', 'web2', 'web3']],
    ['web[01:03].example', ['web01.example', 'web02.example', 'web03.example']],
    ['web[08:11]', ['web08', 'web09', 'web10', 'web11']],
    ['db-[a:c]', ['db-a', 'db-b', 'db-c']],
    ['db-[y:B]', ['db-y', 'db-z', 'db-A', 'db-B']],
    ['w[1:10:3]', ['w1', 'w4', 'w7', 'w10']],
    ['w[a:f:2]', ['wa', 'wc', 'we']],
    ['w[:2]', ['w0', 'w1', 'w2']],
    ['r[1:2]-w[a:b]', ['r1-wa', 'r1-wb', 'r2-wa', 'r2-wb']],
    ['w[0:0]', ['w0']],
  ])('%s', (pattern, names) => {
    expect(namesOf(pattern)).toEqual(names);
  });

  test.each([
    ['web[1:', '"[" without "]" in "web[1:"'],
    ['web1]', '"]" without "[" in "web1]"'],
    ['web[1]', 'the range [1] needs a begin and an end'],
    ['web[1:2:3:4]', 'the range [1:2:3:4] needs a begin and an end'],
    ['web[1:]', 'the range [1:] has no end'],
    ['web[3:1]', 'the range [3:1] begins after its end'],
    ['web[c:a]', 'the range [c:a] begins after its end'],
    ['web[01:100]', 'the begin and the end of the range [01:100] differ in length'],
    ['web[1:b]', 'the range [1:b] is neither two numbers nor two letters'],
    ['web[1:9:0]', 'the step of the range [1:9:0] is not a whole number above 0'],
    ['web[1:999999999]', '[1:999999999] stands for more than 10000 hosts'],
    ['web[1:200][1:200]', '"web[1:200][1:200]" stands for more than 10000 hosts'],
  ])('%s is refused', (pattern, message) => {
    expect(namesOf(pattern)).toBe(message);
  });
});

describe('host patterns with a port', () => {
  test('the port follows the last colon', () => {
    expect(parseHostPattern('web[1:2].example:2222')).toEqual({
      kind: 'hosts',
      names: ['web1.example', 'web2.example'],
      port: '2222',
    });
  });

  test('the colon of a range is no port', () => {
    expect(parseHostPattern('web[1:2]')).toEqual({ kind: 'hosts', names: ['web1', 'web2'] });
  });

  test('a colon without a port is refused', () => {
    expect(parseHostPattern('web1:')).toEqual({
      kind: 'faulty',
      message: '"web1:" ends with ":", but no port follows',
    });
  });
});
