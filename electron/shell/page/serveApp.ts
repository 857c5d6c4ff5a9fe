import { protocol, type Session } from 'electron';
import { readAssets, type Assets } from '../../loopback/assets.ts';
import { appOrigin, appScheme } from './address.ts';

/** Before Electron is ready: makes `app:` an origin like https, without which modules and 'self' mean nothing. */
export function announceAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * Serves the built renderer and nothing else: what is asked for is looked up, and never becomes a file name.
 * @throws Fault NOT_FOUND when the renderer has not been built.
 */
export async function serveApp(session: Session, assetsDirectory: string): Promise<void> {
  const assets = await readAssets(assetsDirectory);
  session.protocol.handle(appScheme, (request) => answer(request, assets));
}

function answer(request: Pick<Request, 'method' | 'url'>, assets: Assets): Response {
  const url = URL.parse(request.url);
  // `origin` of a scheme that only Chromium knows is "null" to Node.
  if (!url || `${url.protocol}//${url.host}` !== appOrigin) return refuse(403);
  if (request.method !== 'GET') return refuse(405);
  const asset = assets.get(url.pathname);
  if (!asset) return refuse(404);
  return new Response(new Uint8Array(asset.bytes), {
    headers: { ...headers, 'Content-Type': asset.contentType },
  });
}

function refuse(status: number): Response {
  return new Response('Nothing is here.', { status, headers });
}

/** Nothing from anywhere else, nothing inline, and no connection at all: the page speaks through the preload. */
const headers = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;
