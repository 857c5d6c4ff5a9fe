import { describe, expect, test } from 'vitest';
import { showInfo } from '../../../electron/balancer/lines.ts';
import { isSameProcess } from '../../../electron/balancer/processIdentity.ts';
import { splitReplies, verifyAcknowledged } from '../../../electron/balancer/runtimeReply.ts';
import { setState } from '../../../electron/balancer/lines.ts';
import { watchReloads } from '../../../electron/balancer/watchReloads.ts';

// Unit tests: a real HAProxy can't be made to reuse a pid, as processes in containers do.
describe('isSameProcess', () => {
  const before = { pid: 1, uptimeSeconds: 100, at: '2026-01-01T00:00:00.000Z' };

  test.each([
    ['later, same process', { pid: 1, uptimeSeconds: 160, at: '2026-01-01T00:01:00.400Z' }, true],
    ['another pid', { pid: 2, uptimeSeconds: 160, at: '2026-01-01T00:01:00.000Z' }, false],
    ['same pid, younger', { pid: 1, uptimeSeconds: 3, at: '2026-01-01T00:01:00.000Z' }, false],
    [
      'same pid, older than before and yet started later',
      { pid: 1, uptimeSeconds: 120, at: '2026-01-01T00:10:00.000Z' },
      false,
    ],
  ])('given %s, then it is told', (_, after, same) => {
    expect(isSameProcess(before, after)).toBe(same);
  });
});

describe('runtime replies', () => {
  const drain = setState({ backend: 'app', server: 'a' }, 'drain');

  test.each([
    ['Permission denied\n\n', 'BALANCER_PERMISSION_DENIED'],
    ['Permission denied.\n\n', 'BALANCER_PERMISSION_DENIED'],
    ['No such backend.\n\n', 'BALANCER_UNKNOWN_TARGET'],
    ['No such server.\n\n', 'BALANCER_UNKNOWN_TARGET'],
    ['cannot change health on a tracking server.\n\n', 'BALANCER_REFUSED'],
    ['', 'BALANCER_REFUSED'],
    ['\n\n', 'BALANCER_REFUSED'],
  ])('given %j to a change, then it is %s', (reply, code) => {
    expect(() => verifyAcknowledged('one', drain, reply)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(drain) }),
    );
  });

  test('given exactly one newline per command, then the change is acknowledged', () => {
    expect(() => verifyAcknowledged('one', drain, '\n')).not.toThrow();
  });

  test('given more answers than questions, then nothing is guessed', () => {
    expect(() => splitReplies('one', showInfo, 'Pid: 1\n\nPid: 2\n\n')).toThrow(
      expect.objectContaining({ code: 'BALANCER_UNPARSEABLE' }),
    );
  });
});

describe('watchReloads', () => {
  test('given nothing is held, when it is cancelled while it pauses, then it returns', async () => {
    const stop = new AbortController();
    const delay = async (_: number, { signal }: { signal?: AbortSignal }) => {
      stop.abort();
      signal?.throwIfAborted();
    };

    await expect(watchReloads([], { delay }, { everyMs: 1, signal: stop.signal })).resolves.toBeUndefined();
  });
});
