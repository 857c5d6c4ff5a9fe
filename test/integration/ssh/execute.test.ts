import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RemoteHost } from '../../../electron/ssh/remoteHost.ts';
import type { Sshd } from '../../fixtures/sshd.ts';
import { until } from '../../fixtures/until.ts';
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

const timeoutMs = 20_000;

/** Whether a process is there and not just waiting to be reaped. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function readPid(file: string): Promise<number> {
  return until(`${file} holds a process id`, () => existsSync(file) && Number(readFileSync(file, 'utf8')));
}

test('a command tells its exit code and both of its streams', async () => {
  const { end, output } = await host.execute('echo out; echo err >&2; exit 3', { timeoutMs });
  expect(end).toEqual({ kind: 'exited', exitCode: 3 });
  expect(output.split('\n').toSorted()).toEqual(['', 'err', 'out']);
});

test('a command that a signal ended has no exit code, and that is no success', async () => {
  const { end } = await host.execute('kill -9 $$', { timeoutMs });
  expect(end).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
});

test('input arrives whole, and without input stdin is at its end', async () => {
  const input = 'ä'.repeat(2_000_000);
  const counted = await host.execute('wc -c', { timeoutMs, input });
  expect(counted.output.trim()).toBe('4000000');
  expect((await host.execute('cat; echo done', { timeoutMs })).output).toBe('done\n');
});

test('a command that does not read its input ends all the same', async () => {
  const { end } = await host.execute('exit 4', { timeoutMs, input: Buffer.alloc(5_000_000) });
  expect(end).toEqual({ kind: 'exited', exitCode: 4 });
});

test('hostile script text reaches sh as it is', async () => {
  const script = `printf '%s|' "it's" "\\$HOME" '"' 'a\nb'; # ' " \``;
  expect((await host.execute(script, { timeoutMs })).output).toBe(`it's|$HOME|"|a\nb|`);
});

test('a script with NUL is refused before anything is sent', async () => {
  await expect(host.execute('echo a\0b', { timeoutMs })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

test('a command is over when its output is, not when its shell exits', async () => {
  const { output } = await host.execute('(sleep 0.3; echo late) & echo early', { timeoutMs });
  expect(output).toBe('early\nlate\n');
});

test('output is told while it comes, and characters cut by the network are whole', async () => {
  const chunks: string[] = [];
  const { output } = await host.execute(String.raw`printf '\303'; sleep 0.2; printf '\244'`, {
    timeoutMs,
    onOutput: (chunk) => chunks.push(chunk),
  });
  expect(output).toBe('ä');
  expect(chunks.join('')).toBe('ä');
});

test('endless output keeps its head and tail and says what was cut', async () => {
  const small = room.createFleet([sshd], { maxOutputBytes: 1000 }).host(room.toTarget(sshd));
  const { output } = await small.execute('seq 1 100000', { timeoutMs });
  expect(output).toMatch(/^1\n2\n3\n[\s\S]*\[… \d+ bytes cut …\][\s\S]*\n100000\n$/);
  expect(output.length).toBeLessThan(1100);
});

test('on timeout the whole process group is killed, children too, and it is said', async () => {
  const file = join(room.folder, 'sleeper');
  const script = `sh -c 'echo $$ >${file}; exec sleep 300' & wait`;
  const { end, output } = await host.execute(script, { timeoutMs: 3_000 });
  expect(end).toEqual({ kind: 'timedOut' });
  expect(output).toMatch(/\[timed out after 3000 ms: killed process group \d+\]/);
  expect(isRunning(await readPid(file))).toBe(false);
});

test('a command that ignores TERM is killed', async () => {
  const { end, output } = await host.execute(`trap '' TERM; echo $$; while :; do sleep 0.1; done`, {
    timeoutMs: 3_000,
  });
  expect(end).toEqual({ kind: 'timedOut' });
  expect(isRunning(Number.parseInt(output, 10))).toBe(false);
});

test('cancelling kills as well, and a cancellation beforehand starts nothing', async () => {
  const file = join(room.folder, 'cancelled');
  const stop = new AbortController();
  const running = host.execute(`echo $$ >${file}; sleep 300`, { timeoutMs, signal: stop.signal });
  const pid = await readPid(file);
  stop.abort();
  expect((await running).end).toEqual({ kind: 'cancelled' });
  expect(isRunning(pid)).toBe(false);

  const never = join(room.folder, 'never');
  const outcome = await host.execute(`touch ${never}`, { timeoutMs, signal: AbortSignal.abort() });
  expect(outcome.end).toEqual({ kind: 'cancelled' });
  expect(existsSync(never)).toBe(false);
});

test('what a login shell prints by itself is not the command’s output', async () => {
  const startFile = join(room.folder, 'noise.sh');
  writeFileSync(startFile, 'echo "Welcome to the machine"; echo "and its warnings" >&2\n');
  const noisy = await room.startHost({ config: [`SetEnv BASH_ENV=${startFile}`] });
  const remote = room.connectTo(noisy);
  expect((await remote.execute('unset BASH_ENV; echo mine', { timeoutMs })).output).toBe('mine\n');
  expect((await remote.ask('unset BASH_ENV; echo mine', { timeoutMs })).output).toBe('mine\n');
});

test('when the host only ever runs its own command, its words are the output', async () => {
  const forced = await room.startHost({ config: ['ForceCommand echo account closed; exit 1'] });
  const { end, output } = await room.connectTo(forced).execute('echo mine', { timeoutMs });
  expect(end).toEqual({ kind: 'exited', exitCode: 1 });
  expect(output).toBe('account closed\n');
});

test('thirty commands at once never use more channels than allowed, and all run', async () => {
  const counting = await room.startHost({ config: ['MaxSessions 10'] });
  const remote = room.connectTo(counting);
  const running = join(room.folder, 'running');
  const script = `mkdir -p ${running}; touch ${running}/$$; ls ${running} | wc -l; sleep 0.2; rm ${running}/$$`;
  const outcomes = await Promise.all(Array.from({ length: 30 }, () => remote.execute(script, { timeoutMs })));
  expect(outcomes.map(({ end }) => end)).toEqual(outcomes.map(() => ({ kind: 'exited', exitCode: 0 })));
  const atOnce = outcomes.map(({ output }) => Number(output));
  expect(Math.max(...atOnce)).toBeLessThanOrEqual(7);
  expect(Math.max(...atOnce)).toBeGreaterThan(1);
});

test('a host that allows fewer channels than assumed is learned: everything still runs', async () => {
  const narrow = await room.startHost({ config: ['MaxSessions 3'] });
  const remote = room.connectTo(narrow);
  const answers = Promise.all(Array.from({ length: 3 }, () => remote.ask('echo asked', { timeoutMs })));
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () => remote.execute('sleep 0.1', { timeoutMs })),
  );
  expect(outcomes.map(({ end }) => end)).toEqual(outcomes.map(() => ({ kind: 'exited', exitCode: 0 })));
  expect((await answers).map(({ output }) => output)).toEqual(['asked\n', 'asked\n', 'asked\n']);
});

test('a host that allows no channel at all is refused with a reason', async () => {
  const closed = await room.startHost({ config: ['MaxSessions 0'] });
  await expect(room.connectTo(closed).execute('true', { timeoutMs })).rejects.toMatchObject({
    code: 'CHANNEL_REFUSED',
    wayOut: expect.stringContaining('MaxSessions') as string,
  });
});

test('the delay of small packets is switched off, which ssh2 does not do itself', async () => {
  const noDelay = vi.spyOn(Socket.prototype, 'setNoDelay');
  await room.connectTo(sshd).execute('true', { timeoutMs });
  expect(noDelay).toHaveBeenCalledWith(true);
});
