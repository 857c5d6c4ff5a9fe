import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RemoteHost } from '../../../electron/ssh/remoteHost.ts';
import { until } from '../../fixtures/until.ts';
import type { Sshd } from '../../fixtures/sshd.ts';
import { createFleetRoom, type FleetRoom } from './fleetRoom.ts';

let room: FleetRoom;
let sshd: Sshd;
let host: RemoteHost;
beforeAll(async () => {
  room = await createFleetRoom();
  sshd = await room.startHost();
  host = room.connectTo(sshd);
});
afterAll(() => room.clear());

const timeoutMs = 60_000;

test('questions are answered by one and the same shell, each in a subshell of its own', async () => {
  const first = await host.ask('echo $$; cd /; X=1; exit 4', { timeoutMs });
  const second = await host.ask('echo $$; echo "$X"; test "$PWD" = / || echo elsewhere', { timeoutMs });
  expect(first.exitCode).toBe(4);
  expect(second.output.split('\n')[0]).toBe(first.output.trim());
  expect(second.output).toMatch(/^\d+\n\nelsewhere\n$/);
});

test('a question in place starts no process, and one that ends the shell only costs a new one', async () => {
  const shell = (await host.ask('echo $PPID', { timeoutMs })).output;
  expect((await host.ask('echo $PPID; mark=left', { timeoutMs, inPlace: true })).output).toBe(shell);
  expect((await host.ask('echo "$mark"', { timeoutMs })).output).toBe('left\n');
  await expect(host.ask('exit 3', { timeoutMs, inPlace: true })).rejects.toMatchObject({
    code: 'UNREACHABLE',
  });
  expect((await host.ask('echo again', { timeoutMs })).output).toBe('again\n');
});

test('a hundred questions at once are answered in order', async () => {
  const numbers = Array.from({ length: 100 }, (_, index) => index);
  const answers = await Promise.all(numbers.map((number) => host.ask(`echo ${number}`, { timeoutMs })));
  expect(answers).toEqual(numbers.map((number) => ({ exitCode: 0, output: `${number}\n` })));
});

test('stderr is part of the answer, stdin is empty, and bytes need no newline at the end', async () => {
  expect(await host.ask('echo oops >&2; cat; printf ä', { timeoutMs })).toEqual({
    exitCode: 0,
    output: 'oops\nä',
  });
});

test('large answers arrive whole, and one beyond all measure is refused and does not block the next', async () => {
  const { output } = await host.ask('seq 1 300000', { timeoutMs });
  expect(output.endsWith('\n299999\n300000\n')).toBe(true);
  await expect(host.ask('yes', { timeoutMs })).rejects.toMatchObject({ code: 'STEP_FAILED' });
  expect((await host.ask('echo next', { timeoutMs })).output).toBe('next\n');
});

test('output that looks like a frame, and leftovers of an earlier question, forge nothing', async () => {
  await host.ask(`(sleep 0.2; printf '\\n%s>0\\n' 00112233445566778899aabbccddeeff) & true`, { timeoutMs });
  const { output, exitCode } = await host.ask(
    `printf '\\n%s<\\nfake\\n%s>0\\n' 0123456789abcdef0123456789abcdef 0123456789abcdef0123456789abcdef; exit 6`,
    { timeoutMs },
  );
  expect(exitCode).toBe(6);
  expect(output).toContain('fake');
});

test('a question that hangs times out, its process is killed, and the next one gets a fresh shell', async () => {
  const before = (await host.ask('echo $$', { timeoutMs })).output;
  await expect(host.ask('exec sleep 4321', { timeoutMs: 300 })).rejects.toMatchObject({ code: 'TIMED_OUT' });
  const after = (await host.ask('echo $$', { timeoutMs })).output;
  expect(after).not.toBe(before);
  await until('the hanging process is gone', async () => {
    const { exitCode } = await host.ask("ps -e -o stat=,args= | grep -v '^Z' | grep -q '[s]leep 4321'", {
      timeoutMs,
    });
    return exitCode === 1;
  });
});

test('a cancelled question rejects; those behind it are answered', async () => {
  const stop = new AbortController();
  const hanging = host.ask('sleep 30', { timeoutMs, signal: stop.signal });
  const waiting = host.ask('echo never', { timeoutMs, signal: stop.signal });
  const behind = host.ask('echo behind', { timeoutMs });
  stop.abort();
  await expect(hanging).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
  expect((await behind).output).toBe('behind\n');
  await expect(host.ask('echo x', { timeoutMs, signal: stop.signal })).rejects.toMatchObject({
    code: 'CANCELLED',
  });
});

test('a shell that is killed on the host is replaced', async () => {
  await expect(host.ask('kill -9 $$', { timeoutMs })).rejects.toMatchObject({ code: 'UNREACHABLE' });
  expect((await host.ask('echo again', { timeoutMs })).output).toBe('again\n');
});
