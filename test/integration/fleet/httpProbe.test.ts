import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeHttp } from '../../../electron/fleet/httpProbe.ts';
import { readRunningVersion, runCheck } from '../../../electron/fleet/runCheck.ts';
import type { ObservedHost } from '../../../electron/fleet/ports.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { freePorts } from '../../fixtures/freePorts.ts';

let server: Server;
let asked: string[];
beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/slow') return;
    if (request.url === '/health') return void response.writeHead(503).end('warming');
    response.end(request.url === '/version' ? '{"app":{"version":"1.1.0"}}' : 'hello 1.1.0');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A host whose port 80 is the server above, and nothing else is: the only way to the service is `openTcp`. */
function farHost(): ObservedHost {
  const port = (server.address() as AddressInfo).port;
  return {
    ask: () => Promise.reject(new Error('not asked here')),
    openTcp: (address, wanted): Promise<Duplex> => {
      expect([address, wanted]).toEqual(['127.0.0.1', 80]);
      return Promise.resolve(connect(port, '127.0.0.1'));
    },
  };
}

const options = { version: '1.1.0', script: (command: string) => command };

describe('a check made through the host', () => {
  it('reaches the service by the host’s own stream, and by nothing else', async () => {
    expect(await probeHttp(farHost(), { http: '/', port: 80 })).toEqual({ status: 200, body: 'hello 1.1.0' });
    expect(asked).toEqual(['/']);
  });

  it('says what was answered and what was expected', async () => {
    expect(await runCheck(farHost(), { http: '/health', port: 80 }, options)).toEqual({
      passed: false,
      detail: '/health answered 503, expected 200',
    });
    const check = { http: '/', port: 80, contains: 'hello {version}' };
    expect(await runCheck(farHost(), check, options)).toMatchObject({ passed: true });
    expect(await runCheck(farHost(), check, { ...options, version: '2.0.0' })).toMatchObject({
      passed: false,
    });
  });

  it('reads a version out of JSON, and nothing out of anything else', async () => {
    const check = { http: '/version', port: 80 };
    expect(await readRunningVersion(farHost(), { ...check, json: 'app.version' })).toBe('1.1.0');
    expect(await readRunningVersion(farHost(), { ...check, json: 'app.toString' })).toBeUndefined();
    expect(await readRunningVersion(farHost(), { http: '/', port: 80, json: 'app' })).toBeUndefined();
  });

  it('gives up on a service that does not answer in time', async () => {
    const result = await runCheck(farHost(), { http: '/slow', port: 80, timeout: 100 }, options);
    expect(result).toMatchObject({ passed: false, detail: expect.stringContaining('no answer in time') });
  });

  it('is failed by a service that is not there, but not by a host that is not reached', async () => {
    const [free = 0] = await freePorts(1);
    const refused: ObservedHost = {
      ...farHost(),
      openTcp: () =>
        new Promise((resolve, reject) => {
          const socket = connect(free, '127.0.0.1', () => resolve(socket));
          socket.once('error', () => reject(new Fault('CHANNEL_REFUSED', 'connection refused')));
        }),
    };
    expect(await runCheck(refused, { http: '/', port: 80 }, options)).toMatchObject({ passed: false });
    const lost: ObservedHost = {
      ...farHost(),
      openTcp: () => Promise.reject(new Fault('UNREACHABLE', 'gone')),
    };
    await expect(runCheck(lost, { http: '/', port: 80 }, options)).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
  });
});
