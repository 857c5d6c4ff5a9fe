import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { toLaunchFragment } from '../../shared/protocol/loopbackAccess.ts';
import type { Transport } from '../../shared/protocol/transport.ts';
import { createAccess, createToken } from './access.ts';
import { acceptSockets } from './acceptSockets.ts';
import { answerRequest } from './answerRequest.ts';
import { readAssets } from './assets.ts';

export interface LoopbackHost {
  /** For one browser, once: its fragment holds the token. Whoever reads it first gets in. */
  readonly url: string;
  readonly port: number;
  /** Ends every line and the server; resolves when nothing of it is left. */
  close(): Promise<void>;
}

export interface LoopbackHostOptions {
  /** Serves one client over one line: `connect` of the app. Read-only is the app's router's business. */
  readonly connect: (transport: Transport) => { close(): void };
  /** The built renderer, with its `index.html`. */
  readonly assetsDirectory: string;
  /** For errors that no client can be told of. */
  readonly reportError: (error: unknown) => void;
  /** Secrets of 256 bits. */
  readonly createSecret?: () => string;
}

/**
 * The control room in a browser: on 127.0.0.1 only, on a port that the system chooses, for the one browser that
 * the link is opened in.
 * @throws Fault NOT_FOUND when the renderer has not been built.
 */
export async function startLoopbackHost(options: LoopbackHostOptions): Promise<LoopbackHost> {
  const assets = await readAssets(options.assetsDirectory);
  const access = createAccess(options.createSecret ?? createToken);
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 10_000, headersTimeout: 10_000 });
  server.maxConnections = 128;
  const port = await listen(server);
  server.on('request', (request, response) => {
    answerRequest(request, response, { access, assets, port }).catch((error: unknown) => {
      response.destroy();
      if (!request.destroyed) options.reportError(error);
    });
  });
  const sockets = acceptSockets(server, { port, access, connect: options.connect });

  async function close(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    await sockets.close('Signalbox has been closed.');
    server.closeAllConnections();
    await closed;
  }

  let closing: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${port}/${toLaunchFragment(access.launchToken)}`,
    port,
    close: () => (closing ??= close()),
  };
}

async function listen(server: Server): Promise<number> {
  server.listen({ host: '127.0.0.1', port: 0, exclusive: true });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
