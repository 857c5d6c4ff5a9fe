/**
 * The demo's service as a release carries it: plain scripts for the Node binary that runs the demo. They are text
 * here so that a bundled app has them too; the same text is in the demo's Git repository and in the artifacts.
 */
export interface ShopVersion {
  readonly version: string;
  readonly greeting: string;
  /** A JavaScript expression: is the service ready for traffic? */
  readonly readiness: string;
}

const warmsUp = 'Date.now() - startedAt > 300';

export const shopVersions = [
  { version: '1.0.0', greeting: 'Welcome to the shop', readiness: warmsUp },
  { version: '1.1.0', greeting: 'Welcome to the autumn sale', readiness: warmsUp },
  // Meant to fail: it waits for an inventory that nobody runs.
  { version: '1.2.0', greeting: 'Welcome, 12 items in stock', readiness: 'inventory.isConnected' },
] as const satisfies readonly ShopVersion[];

/** 1.1.0 built anew, after one commit more: the same version, and other bytes. */
export const greatSale: ShopVersion = {
  ...shopVersions[1],
  greeting: 'Welcome to the great autumn sale',
};

/** The files of a release, by their path in it. */
export function shopFiles(it: ShopVersion): Readonly<Record<string, string>> {
  return {
    VERSION: `${it.version}\n`,
    'lease.mjs': leaseSource,
    'package.json': `${JSON.stringify({ name: 'shop', type: 'module', private: true }, undefined, 2)}\n`,
    'server.mjs': serverSource(it),
  };
}

function serverSource({ greeting, readiness }: ShopVersion): string {
  return `// The shop: one page, a health check, a graceful end.
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { keepLease } from './lease.mjs';

const version = readFileSync(new URL('VERSION', import.meta.url), 'utf8').trim();
const host = process.env.SHOP_HOST ?? 'localhost';
const port = Number(process.env.SHOP_PORT);
const pidFile = process.env.SHOP_PID_FILE ?? 'shop.pid';
const startedAt = Date.now();
const inventory = { isConnected: false };
const isReady = () => ${readiness};
const endLease = keepLease();
let isStopping = false;

const pages = {
  '/': () => [200, 'text/html', \`<!doctype html><title>shop \${version}</title><p>${greeting}. shop \${version} on \${host}\\n\`],
  '/report': () => [200, 'text/plain', \`shop \${version} on \${host}: a report that takes its time\\n\`],
  '/version': () => [200, 'application/json', JSON.stringify({ service: 'shop', version, host }) + '\\n'],
  '/health': () =>
    isStopping || !isReady() ? [503, 'text/plain', 'warming up\\n'] : [200, 'text/plain', 'ok\\n'],
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://shop');
  const delayMs = pathname === '/report' ? 250 : 0;
  setTimeout(() => answer(response, pages[pathname] ?? (() => [404, 'text/plain', 'not here\\n'])), delayMs);
});

function answer(response, page) {
  const [status, type, body] = page();
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'x-shop-version': version,
    'x-shop-host': host,
    ...(isStopping ? { connection: 'close' } : {}),
  });
  response.end(body);
}

function end(code) {
  try {
    if (readFileSync(pidFile, 'utf8').trim() === String(process.pid)) rmSync(pidFile);
  } catch {}
  endLease();
  process.exit(code);
}

// Requests in flight are answered before the process goes.
function stop() {
  if (isStopping) return;
  isStopping = true;
  server.close(() => end(0));
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
server.on('error', (error) => {
  console.error(error.message);
  end(1);
});
server.listen(port, '127.0.0.1', () => console.log(\`shop \${version} on \${host} listens on \${port}\`));
`;
}

const leaseSource = `// Only in the demo: the service signs in, and ends by itself when the demo that started it is gone.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export function keepLease() {
  const lease = process.env.SIGNALBOX_DEMO_LEASE;
  if (!lease) return () => {};
  const sign = join(dirname(lease), 'services', String(process.pid));
  const look = () => {
    try {
      process.kill(Number(readFileSync(lease, 'utf8')), 0);
    } catch {
      process.exit(1);
    }
  };
  look();
  writeFileSync(sign, '');
  setInterval(look, 500).unref();
  return () => rmSync(sign, { force: true });
}
`;
