import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FilledHttpCheck } from '../../shared/model/workspace.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import type { ObservedHost } from './ports.ts';

const defaultTimeoutMs = 5_000;
const maxBodyBytes = 262_144;

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * One HTTP/1.1 GET made from the host itself, through its SSH connection, so that nothing needs to be
 * installed there and the service may listen on its loopback address only. The body is cut at 256 KiB.
 * @throws Fault STEP_FAILED when the service does not answer; the host's own faults when it is not reached.
 */
export async function probeHttp(
  host: ObservedHost,
  check: Pick<FilledHttpCheck, 'http' | 'port' | 'address' | 'timeout'>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<HttpAnswer> {
  const address = check.address ?? '127.0.0.1';
  const timeout = AbortSignal.timeout(check.timeout ?? defaultTimeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const what = `GET http://${address}:${check.port}${check.http}`;
  const socket = await host.openTcp(address, check.port, { signal }).catch((error: unknown) => {
    throw explain(error, what);
  });
  try {
    return await get(socket, { path: check.http, address, port: check.port, signal });
  } catch (error) {
    throw explain(error, what, timeout.aborted);
  } finally {
    socket.destroy();
  }
}

function get(
  socket: Duplex,
  of: { path: string; address: string; port: number; signal: AbortSignal },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        method: 'GET',
        path: of.path,
        host: of.address,
        port: of.port,
        // No `agent`, not even `false`: Node would open a connection of its own, from the desktop.
        createConnection: () => socket,
        headers: { connection: 'close' },
        signal: of.signal,
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          if (size < maxBodyBytes) chunks.push(chunk.subarray(0, maxBodyBytes - size));
          size += chunk.length;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
        response.on('error', reject);
      },
    );
    call.on('error', reject);
    call.end();
  });
}

/** A refused or broken connection to the service is an answer about the service, not about the host. */
function explain(error: unknown, what: string, timedOut = false): unknown {
  if (timedOut) return new Fault('STEP_FAILED', `${what}: no answer in time`, { cause: error });
  if (error instanceof Fault && error.code !== 'CHANNEL_REFUSED') return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Fault('STEP_FAILED', `${what}: ${message}`, { cause: error });
}
