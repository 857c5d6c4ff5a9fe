import type { IncomingHttpHeaders } from 'node:http';

/**
 * A page of another site can make a browser send requests here, and can make its own name resolve to
 * 127.0.0.1 (DNS rebinding). It cannot choose `Host` or `Origin`: both must be exactly ours.
 */
export type OriginVerdict = 'ours' | 'wrongHost' | 'wrongOrigin';

/** @param originRequired browsers leave `Origin` out of plain navigation and same-origin GET only. */
export function judgeOrigin(
  headers: IncomingHttpHeaders,
  port: number,
  { originRequired }: { readonly originRequired: boolean },
): OriginVerdict {
  const host = `127.0.0.1:${port}`;
  if (headers.host !== host) return 'wrongHost';
  if (headers.origin === undefined) return originRequired ? 'wrongOrigin' : 'ours';
  return headers.origin === `http://${host}` ? 'ours' : 'wrongOrigin';
}
