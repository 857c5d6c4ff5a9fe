import { createClient, type Client } from '../../../shared/protocol/client.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { Welcome } from '../../../shared/protocol/frames.ts';
import { createLateTransport } from './lateTransport.ts';
import { browserPagePorts, createDesktopLines, createLoopbackLines, type OpenLine } from './lines.ts';

export type ConnectionStatus =
  | { readonly kind: 'connecting'; readonly attempt: number }
  | { readonly kind: 'connected'; readonly welcome: Welcome }
  | {
      readonly kind: 'lost';
      readonly reason: string;
      readonly wayOut: string | undefined;
      readonly since: string;
    };

export interface Link {
  readonly client: Client;
  status(): ConnectionStatus;
  onStatus(listener: (status: ConnectionStatus) => void): () => void;
  /** Does not wait for the back-off. */
  retryNow(): void;
  close(): void;
}

export interface LinkPorts {
  readonly openLine: OpenLine;
  now(): Date;
  /** Returns how to call it off. */
  after(delayMs: number, act: () => void): () => void;
}

/** Pauses between attempts; the last one is kept for ever. */
const backOffMs = [250, 500, 1_000, 2_000, 5_000];

/** A client over a line that is opened again whenever it is lost. Feeds go on where they were. */
export function createLinkOver(ports: LinkPorts): Link {
  const listeners = new Set<(status: ConnectionStatus) => void>();
  let attempt = 0;
  let status: ConnectionStatus = { kind: 'connecting', attempt };
  let callOff: (() => void) | undefined;
  let whyNoLine: Fault | undefined;

  const client = createClient(createLateTransport(open()));
  client.onClose(lost);
  void client.ready.then(greeted, () => undefined); // `onClose` tells why

  async function open() {
    whyNoLine = undefined;
    try {
      return await ports.openLine();
    } catch (error) {
      if (error instanceof Fault) whyNoLine = error;
      throw error;
    }
  }

  function greeted(welcome: Welcome): void {
    attempt = 0;
    show({ kind: 'connected', welcome });
  }

  function lost(reason: string): void {
    show({
      kind: 'lost',
      reason,
      wayOut: whyNoLine?.wayOut,
      since: status.kind === 'lost' ? status.since : ports.now().toISOString(),
    });
    const delayMs = backOffMs[Math.min(attempt, backOffMs.length - 1)] ?? 0;
    attempt += 1;
    callOff = ports.after(delayMs, retry);
  }

  function retry(): void {
    callOff = undefined;
    void client.reconnect(createLateTransport(open())).then(greeted, () => undefined); // `onClose` tells why
  }

  function show(next: ConnectionStatus): void {
    status = next;
    for (const listener of listeners) listener(next);
  }

  return {
    client,
    status: () => status,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retryNow() {
      if (!callOff) return;
      callOff();
      attempt = 0;
      retry();
    },
    close() {
      callOff?.();
      client.close();
    },
  };
}

/** The line that this page has: through the preload where there is one, else to the host that served it. */
export function createLink(page: Window & typeof globalThis = window): Link {
  return createLinkOver({
    openLine: page.signalbox
      ? createDesktopLines(page.signalbox)
      : createLoopbackLines(browserPagePorts(page)),
    now: () => new Date(),
    after(delayMs, act) {
      const timer = setTimeout(act, delayMs);
      return () => clearTimeout(timer);
    },
  });
}
