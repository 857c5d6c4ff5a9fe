import { expect, test } from 'vitest';
import { Fault } from '../../../shared/protocol/fault.ts';
import { decideBackOffMs } from '../../../electron/ssh/backOff.ts';
import { createHandshakeGate } from '../../../electron/ssh/handshakeGate.ts';
import { createHostConnection } from '../../../electron/ssh/hostConnection.ts';
import { chooseAlgorithms } from '../../../electron/ssh/openLink.ts';
import { troubleOf } from '../../../shared/protocol/troubleOf.ts';

test('back-off doubles up to half a minute, and half of it is chance', () => {
  const halves = [1, 2, 3, 7, 50].map((failures) => decideBackOffMs(failures, () => 0));
  expect(halves).toEqual([250, 500, 1000, 15_000, 15_000]);
  expect(decideBackOffMs(50, () => 1)).toBe(30_000);
});

test('a host that failed is left alone: calls fail at once, say why and until when, then it is tried', async () => {
  let nowMs = Date.UTC(2026, 0, 1);
  let attempts = 0;
  const states: string[] = [];
  const connection = createHostConnection({
    name: 'web1',
    logIn: async () => {
      attempts += 1;
      throw new Fault('AUTHENTICATION_FAILED', 'no key was accepted');
    },
    maxChannels: 8,
    now: () => nowMs,
    random: () => 1,
  });
  connection.onChange(({ state }) => states.push(state));

  await expect(Promise.all([connection.open({}), connection.open({})])).rejects.toThrow(
    'no key was accepted',
  );
  expect(attempts).toBe(1);
  expect(connection.connection()).toEqual({
    state: 'waiting',
    lastTrouble: {
      trouble: 'authenticationFailed',
      message: 'no key was accepted',
      at: '2026-01-01T00:00:00.000Z',
    },
  });

  await expect(connection.open({})).rejects.toMatchObject({
    code: 'AUTHENTICATION_FAILED',
    message: 'no key was accepted (not tried again before 2026-01-01T00:00:00.500Z)',
  });
  expect(attempts).toBe(1);

  nowMs += 500;
  await expect(connection.open({})).rejects.toThrow('no key was accepted');
  expect(attempts).toBe(2);
  expect(states).toEqual(['connecting', 'waiting', 'connecting', 'waiting']);
});

test('no more logins at once than the gateway takes; other gateways are not held up', async () => {
  const gate = createHandshakeGate(3);
  let running = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => gate.pass('jump', work)));
  expect(most).toBe(3);
  await expect(gate.pass('jump', async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await Promise.all(Array.from({ length: 4 }, () => gate.pass('jump', work)));
  expect(most).toBe(3);
});

test('known host key types are negotiated first, and RSA with SHA-1 never', () => {
  expect(chooseAlgorithms(['ssh-rsa']).serverHostKey).toEqual([
    'rsa-sha2-512',
    'rsa-sha2-256',
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
  ]);
  expect(chooseAlgorithms([]).serverHostKey).not.toContain('ssh-rsa');
});

test.each([
  ['HOST_KEY_REFUSED', 'hostKeyRefused'],
  ['AUTHENTICATION_FAILED', 'authenticationFailed'],
  ['UNREACHABLE', 'unreachable'],
  ['TIMED_OUT', 'timedOut'],
  ['CANCELLED', 'cancelled'],
  ['DISK_FULL', 'stepFailed'],
  ['CHANNEL_REFUSED', 'stepFailed'],
] as const)('%s is the trouble %s', (code, trouble) => {
  expect(troubleOf(new Fault(code, 'x'))).toBe(trouble);
});
