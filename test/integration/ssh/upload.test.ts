import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RemoteHost } from '../../../electron/ssh/remoteHost.ts';
import type { Sshd } from '../../fixtures/sshd.ts';
import { createFleetRoom, type FleetRoom } from './fleetRoom.ts';

let room: FleetRoom;
let sshd: Sshd;
let host: RemoteHost;
const bytes = randomBytes(5_000_001);
let local: string;
beforeAll(async () => {
  room = await createFleetRoom();
  sshd = await room.startHost();
  host = room.connectTo(sshd);
  local = join(room.folder, 'artifact');
  writeFileSync(local, bytes);
});
afterAll(() => room.clear());

async function uploadTo(remote: string, from = local): Promise<readonly (readonly [number, number])[]> {
  const progress: (readonly [number, number])[] = [];
  await host.upload(from, remote, { onProgress: (sent, total) => progress.push([sent, total]) });
  return progress;
}

test('a file arrives byte for byte, and progress grows from nothing to all', async () => {
  const remote = join(room.folder, 'fresh');
  const progress = await uploadTo(remote);
  expect(readFileSync(remote).equals(bytes)).toBe(true);
  expect(progress[0]).toEqual([0, bytes.length]);
  expect(progress.at(-1)).toEqual([bytes.length, bytes.length]);
  expect(progress.map(([sent]) => sent)).toEqual(progress.map(([sent]) => sent).toSorted((a, b) => a - b));
});

test('an empty file and hostile names arrive', async () => {
  const empty = join(room.folder, 'empty');
  writeFileSync(empty, '');
  await uploadTo(join(room.folder, 'empty.remote'), empty);
  expect(statSync(join(room.folder, 'empty.remote')).size).toBe(0);
  const hostile = join(room.folder, "it's a $(file) ä");
  await uploadTo(hostile);
  expect((await uploadTo(hostile))[0]).toEqual([bytes.length, bytes.length]);
});

test('a partial that is a prefix is continued', async () => {
  const remote = join(room.folder, 'partial');
  writeFileSync(remote, bytes.subarray(0, 3_000_000));
  const progress = await uploadTo(remote);
  expect(progress[0]).toEqual([3_000_000, bytes.length]);
  expect(readFileSync(remote).equals(bytes)).toBe(true);
});

test('a complete file is not sent again', async () => {
  const remote = join(room.folder, 'complete');
  writeFileSync(remote, bytes);
  expect(await uploadTo(remote)).toEqual([[bytes.length, bytes.length]]);
});

test.each([
  ['whose bytes differ', () => Buffer.concat([bytes.subarray(0, 1000), randomBytes(1000)])],
  ['that is longer', () => Buffer.concat([bytes, Buffer.from('x')])],
])('a partial %s is replaced from the start', async (name, content) => {
  const remote = join(room.folder, `wrong ${name}`);
  writeFileSync(remote, content());
  expect((await uploadTo(remote))[0]).toEqual([0, bytes.length]);
  expect(readFileSync(remote).equals(bytes)).toBe(true);
});

test('what a cancelled upload leaves behind is a prefix, and the next one continues there', async () => {
  const big = join(room.folder, 'big');
  writeFileSync(big, '');
  truncateSync(big, 60_000_000);
  const remote = join(room.folder, 'big.remote');
  const stop = new AbortController();
  const onProgress = (sent: number) => sent > 1_000_000 && stop.abort();
  await expect(host.upload(big, remote, { onProgress, signal: stop.signal })).rejects.toMatchObject({
    code: 'CANCELLED',
  });
  const { size } = statSync(remote);
  expect(size).toBeGreaterThan(1_000_000);
  expect(size).toBeLessThan(60_000_000);
  expect((await uploadTo(remote, big))[0]).toEqual([size, 60_000_000]);
});

test('a full disk is told from other failures, and names host and path', async () => {
  // Everything written to /dev/full fails with ENOSPC, for root too.
  const remote = join(room.folder, 'full');
  symlinkSync('/dev/full', remote);
  await expect(host.upload(local, remote, {})).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringContaining(`${host.name}:${remote}`) as string,
  });
  expect(existsSync(remote)).toBe(true);
});

test('a missing folder, a folder as target, and a missing local file are failures of their own', async () => {
  await expect(host.upload(local, join(room.folder, 'no/such/file'), {})).rejects.toMatchObject({
    code: 'STEP_FAILED',
    message: expect.stringContaining('does not exist') as string,
  });
  await expect(host.upload(local, room.folder, {})).rejects.toMatchObject({ code: 'STEP_FAILED' });
  await expect(host.upload(join(room.folder, 'nothing'), '/tmp/x', {})).rejects.toMatchObject({
    code: 'ARTIFACT_MISSING',
  });
});

test('a connection lost in the middle fails the upload as unreachable', async () => {
  const big = join(room.folder, 'lost');
  writeFileSync(big, '');
  truncateSync(big, 200_000_000);
  let dropping: Promise<void> | undefined;
  const upload = host.upload(big, join(room.folder, 'lost.remote'), {
    onProgress: (sent) => {
      if (sent > 1_000_000) dropping ??= sshd.dropConnections();
    },
  });
  await expect(upload).rejects.toMatchObject({ code: 'UNREACHABLE' });
  await dropping;
});

test('more uploads at once than channels: all arrive', async () => {
  const remotes = Array.from({ length: 12 }, (_, index) => join(room.folder, `many-${index}`));
  await Promise.all(remotes.map((remote) => host.upload(local, remote, {})));
  expect(remotes.every((remote) => readFileSync(remote).equals(bytes))).toBe(true);
});
