import { describe, expect, test } from 'vitest';
import { decideEnd } from '../../../electron/ssh/detached/decideEnd.ts';
import { decidePauseMs } from '../../../electron/ssh/detached/decidePause.ts';
import { keepTrying, type TryingParts } from '../../../electron/ssh/detached/keepTrying.ts';
import { parseLook } from '../../../electron/ssh/detached/parseLook.ts';
import { parseStepName, toStepName } from '../../../electron/ssh/detached/stepName.ts';
import { createStepOutput } from '../../../electron/ssh/detached/stepOutput.ts';
import { Fault } from '../../../shared/protocol/fault.ts';

describe('the name of a step', () => {
  test('says whose it is, also for hosts with dots in their names', () => {
    const owner = { rolloutId: '3f0c-1', host: 'web-1.example.org', step: 'start' };
    expect(toStepName(owner)).toBe('3f0c-1.web-1.example.org.start');
    expect(parseStepName(toStepName(owner))).toEqual(owner);
  });

  test.each([
    { rolloutId: 'a.b', host: 'web-1', step: 'start' },
    { rolloutId: '-r', host: 'web-1', step: 'start' },
    { rolloutId: 'r', host: '../x', step: 'start' },
    { rolloutId: 'r', host: 'a b', step: 'start' },
    { rolloutId: 'r', host: 'web-1\n', step: 'start' },
    { rolloutId: 'r', host: 'web-1', step: 'a/b' },
    { rolloutId: 'r', host: 'web-1', step: '' },
    { rolloutId: 'r'.repeat(65), host: 'web-1', step: 'start' },
  ])('is refused when a part could be read as something else: %j', (owner) => {
    expect(() => toStepName(owner)).toThrow(/not the name of a step/);
  });
});

describe('a look', () => {
  test('is read field by field', () => {
    expect(parseLook('look ended 143 timedOut 1 0 0 5000')).toEqual({
      state: { kind: 'exited', exitCode: 143 },
      killed: 'timedOut',
      isDrained: true,
      hasTail: false,
      elapsedMs: 0,
      timeoutMs: 5_000,
    });
    expect(parseLook('look running - - 0 0 12 60000')).toMatchObject({ elapsedMs: 12_000 });
    expect(parseLook('look vanished rebooted - 0 0 0 0').state).toEqual({
      kind: 'vanished',
      why: 'rebooted',
    });
    expect(parseLook('look ended lockLost - 1 0 0 0').state).toEqual({ kind: 'lockLost' });
  });

  test.each(['', 'look', 'look ended', 'look ended x - 1 0 0 0', 'look odd 0 - 1 0 0 0', 'sh: not found'])(
    'that is none, %j, is a failure and not a guess',
    (line) => {
      expect(() => parseLook(line)).toThrow(Fault);
    },
  );
});

describe('the end of a step', () => {
  const exited = { state: { kind: 'exited', exitCode: 0 }, killed: undefined } as const;
  const gone = { state: { kind: 'vanished', why: 'gone' }, killed: undefined } as const;

  test('is what the host says', () => {
    expect(decideEnd({ state: { kind: 'running' }, killed: undefined }, undefined)).toBeUndefined();
    expect(decideEnd({ state: { kind: 'running' }, killed: 'timedOut' }, 'timedOut')).toBeUndefined();
    expect(decideEnd(exited, undefined)).toEqual({ kind: 'exited', exitCode: 0 });
    expect(decideEnd(gone, undefined)).toEqual({ kind: 'vanished', why: 'gone' });
  });

  test('is ours when we ended it, now or before', () => {
    expect(decideEnd(exited, 'cancelled')).toEqual({ kind: 'cancelled' });
    expect(decideEnd({ ...gone, killed: 'timedOut' }, undefined)).toEqual({ kind: 'timedOut' });
  });

  test('by a signal is told by its number; other high numbers are exit codes', () => {
    const withCode = (exitCode: number) =>
      decideEnd({ state: { kind: 'exited', exitCode }, killed: undefined }, undefined);
    expect(withCode(137)).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
    expect(withCode(143)).toEqual({ kind: 'signalled', signal: 'SIGTERM' });
    expect(withCode(128)).toEqual({ kind: 'exited', exitCode: 128 });
    expect(withCode(255)).toEqual({ kind: 'exited', exitCode: 255 });
  });
});

test('a short step is looked at often, a long one now and then', () => {
  expect([0, 50, 200, 5_000, 600_000].map(decidePauseMs)).toEqual([5, 5, 20, 500, 1_000]);
});

test('a character that is cut in half by two readings is whole, and what is cut for good is not lost silently', () => {
  const told: string[] = [];
  const output = createStepOutput((chunk) => void told.push(chunk));
  const bytes = Buffer.from('aä');
  output.take(bytes.subarray(0, 2));
  output.take(bytes.subarray(2));
  output.say('said');
  output.take(bytes.subarray(0, 2));
  expect(output.offset()).toBe(5);
  expect(output.text()).toBe('aä\n[said]\na\ufffd');
  expect(told.join('')).toBe(output.text());
});

describe('a host that is out of sight', () => {
  function createParts(more: Partial<TryingParts> = {}) {
    let nowMs = 0;
    const pauses: number[] = [];
    const parts: TryingParts = {
      clock: {
        monotonicMs: () => nowMs,
        delay: async (ms) => {
          pauses.push(ms);
          nowMs += ms;
        },
      },
      random: () => 1,
      reconnectMs: 10_000,
      ...more,
    };
    return { parts, pauses };
  }
  const unreachable = new Fault('UNREACHABLE', 'connection lost');

  test('is asked again with growing pauses until it answers; the loss is told once', async () => {
    const lost: string[] = [];
    const { parts, pauses } = createParts({ onLost: ({ message }) => void lost.push(message) });
    let failures = 6;
    const answer = await keepTrying(
      parts,
      async () => {
        failures -= 1;
        if (failures >= 0) throw failures % 2 === 0 ? unreachable : new Fault('TIMED_OUT', 'no answer');
        return 'there';
      },
      undefined,
    );
    expect(answer).toBe('there');
    expect(pauses).toEqual([100, 200, 400, 800, 1_600, 2_000]);
    expect(lost).toHaveLength(1);
  });

  test('is given up after a while, with the last reason', async () => {
    const { parts, pauses } = createParts();
    const asking = keepTrying(parts, () => Promise.reject(unreachable), undefined);
    await expect(asking).rejects.toBe(unreachable);
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(10_000);
    expect(pauses.length).toBeLessThan(20);
  });

  test('is given up sooner by somebody who cancelled', async () => {
    const { parts, pauses } = createParts({ reconnectMs: 600_000 });
    const asking = keepTrying(parts, () => Promise.reject(unreachable), AbortSignal.abort());
    await expect(asking).rejects.toBe(unreachable);
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(10_000);
  });

  test.each(['HOST_KEY_REFUSED', 'AUTHENTICATION_FAILED', 'DISK_FULL'] as const)(
    'is not what %s means: that is thrown at once',
    async (code) => {
      const { parts, pauses } = createParts();
      const fault = new Fault(code, 'no');
      await expect(keepTrying(parts, () => Promise.reject(fault), undefined)).rejects.toBe(fault);
      expect(pauses).toEqual([]);
    },
  );
});
