import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAnswering } from '../../../electron/demo/balancers/askBalancer.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-socket-'));
  path = join(folder, 'lb.sock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a balancer that is being started', () => {
  it('does not answer before its socket is there', async () => {
    expect(await isAnswering(path)).toBe(false);
  });

  it('does not answer where the socket is there and nobody listens at it', async () => {
    // A process that is killed leaves its socket behind.
    const listen = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', listen, path]);
    expect(existsSync(path)).toBe(true);
    expect(await isAnswering(path)).toBe(false);
  });

  it('answers once somebody does', async () => {
    const server = createServer((socket) => socket.resume().end('Name: HAProxy\n')).listen(path);
    await once(server, 'listening');
    expect(await isAnswering(path)).toBe(true);
    server.close();
    await once(server, 'close');
  });
});
