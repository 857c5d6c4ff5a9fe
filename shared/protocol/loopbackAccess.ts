import { z } from 'zod';

/**
 * How a browser gets from the link it was opened with to a WebSocket. The link's fragment carries a token that
 * is good for one exchange; what it is exchanged for is sent as a WebSocket subprotocol, the one header that a
 * page may choose.
 */
export const sessionPath = '/session';
export const socketPath = '/socket';

/** The subprotocol that both sides speak; the only one that the host ever names in its answer. */
export const socketSubprotocol = 'signalbox.v1';
const sessionPrefix = 'signalbox.session.';

export const sessionRequest = z.strictObject({ token: z.string().max(200) });
export const sessionAnswer = z.strictObject({ session: z.string() });

/** Second argument of `new WebSocket`. */
export function toSubprotocols(session: string): string[] {
  return [socketSubprotocol, `${sessionPrefix}${session}`];
}

/** The session in a `Sec-WebSocket-Protocol` header, where there is exactly one beside our subprotocol. */
export function parseSession(header: string): string | undefined {
  const [first, second, ...more] = header.split(',').map((it) => it.trim());
  if (first !== socketSubprotocol || !second?.startsWith(sessionPrefix) || more.length > 0) return undefined;
  return second.slice(sessionPrefix.length);
}

export function toLaunchFragment(token: string): string {
  return `#token=${token}`;
}

/** @param fragment as `location.hash` gives it. */
export function parseLaunchFragment(fragment: string): string | undefined {
  return /^#token=([A-Za-z0-9_-]{43})$/.exec(fragment)?.[1];
}
