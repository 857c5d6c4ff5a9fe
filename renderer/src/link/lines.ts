import { createChannelTransport } from '../../../shared/protocol/channelTransport.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import {
  parseLaunchFragment,
  sessionAnswer,
  sessionPath,
  socketPath,
  toSubprotocols,
} from '../../../shared/protocol/loopbackAccess.ts';
import type { Transport } from '../../../shared/protocol/transport.ts';
import { createWebSocketTransport } from '../../../shared/protocol/webSocketTransport.ts';

/** Opens a fresh line to the app. @throws Fault with the reason, and whether trying again may help. */
export type OpenLine = () => Promise<Transport>;

/** What the desktop's preload puts into the page. */
export interface DesktopBridge {
  /** The first frame after `disconnect`, or after the page was loaded, begins a new line. */
  send(frame: unknown): void;
  /** Also told of the end: `{ type: 'end', reason }`, which is no frame of the protocol. */
  onFrame(listener: (frame: unknown) => void): unknown;
  disconnect(): void;
}

declare global {
  interface Window {
    readonly signalbox?: DesktopBridge;
  }
}

/** Lines through the preload: one after the other, never two at once. */
export function createDesktopLines(bridge: DesktopBridge): OpenLine {
  let receive: (message: unknown) => void = () => undefined;
  bridge.onFrame((message) => receive(message));
  return async () => {
    const { transport, deliver, closed } = createChannelTransport({
      post: (frame) => bridge.send(frame),
      shut: () => bridge.disconnect(),
    });
    receive = (message) => {
      const reason = endOf(message);
      if (reason === undefined) deliver(message);
      else closed(reason);
    };
    return transport;
  };
}

function endOf(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message) || message.type !== 'end')
    return undefined;
  return 'reason' in message ? String(message.reason) : 'The app has ended the connection.';
}

/** The parts of a browser page that a line needs. */
export interface PagePorts {
  readonly location: { readonly origin: string; readonly host: string; readonly hash: string };
  /** Takes the token out of the address: it is used up, and nobody should read it there. */
  forgetFragment(): void;
  readonly memory: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  fetch(url: string, init: RequestInit): Promise<Response>;
  createSocket(url: string, protocols: string[]): WebSocket;
}

const limits = { maxReceivedLength: 512 * 1024 * 1024, maxBufferedBytes: 64 * 1024 * 1024 };
const sessionKey = 'signalbox.session';

/** Lines to the loopback host: the link's token is exchanged once; what it gave lives as long as the tab. */
export function createLoopbackLines(page: PagePorts): OpenLine {
  return async () => {
    const session = await obtainSession(page);
    const socket = page.createSocket(`ws://${page.location.host}${socketPath}`, toSubprotocols(session));
    return createWebSocketTransport(socket, limits);
  };
}

async function obtainSession(page: PagePorts): Promise<string> {
  const token = parseLaunchFragment(page.location.hash);
  if (token !== undefined) {
    page.forgetFragment();
    page.memory.setItem(sessionKey, await exchange(page, token));
  }
  const session = page.memory.getItem(sessionKey);
  if (session !== null) return session;
  throw new Fault('DISCONNECTED', 'This page was opened without its link.', {
    wayOut: 'Open the link that "signalbox serve" printed, in this browser.',
  });
}

async function exchange(page: PagePorts, token: string): Promise<string> {
  const response = await page.fetch(`${page.location.origin}${sessionPath}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  if (response.ok) return sessionAnswer.parse(await response.json()).session;
  throw new Fault('DISCONNECTED', 'This link has been used already, or belongs to another run.', {
    wayOut: 'Start "signalbox serve" again and open the new link.',
  });
}

export function browserPagePorts(window: Window & typeof globalThis): PagePorts {
  return {
    location: window.location,
    forgetFragment: () => window.history.replaceState(null, '', '#/'),
    memory: window.sessionStorage,
    fetch: (url, init) => window.fetch(url, init),
    createSocket: (url, protocols) => new window.WebSocket(url, protocols),
  };
}
