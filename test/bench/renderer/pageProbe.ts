import type { Page } from 'playwright-core';

/** What the page noted down about the big frames that came, and about what was painted. */
export interface ProbeNotes {
  /** Messages of at least `bigLength`; from their arrival until their listeners and what those awaited are through. */
  readonly big: readonly { readonly length: number; readonly atMs: number; readonly untilMs: number }[];
  /** The first frame on the screen that had what was waited for. */
  readonly paintedAtMs: number | undefined;
}

/**
 * To be run in the page before anything of ours; it must not refer to anything outside of itself. Notes when big
 * messages arrive, and when an element is painted for the first time: `window.probe`.
 */
export function installProbe(): void {
  const bigLength = 10_000;
  const notes: { big: object[]; paintedAtMs: number | undefined } = { big: [], paintedAtMs: undefined };
  const probe = {
    notes,
    latencies: new Array<number>(),
    values: 0,
    /** Counts from now on what arrives and how long keys wait for their paint. */
    watch() {
      probe.latencies = [];
      probe.values = 0;
    },
  };
  Object.assign(window, { probe });

  const Native = window.WebSocket;
  class NotedSocket extends Native {
    override addEventListener(
      type: string,
      listener: EventListenerOrEventListenerObject,
      options?: boolean | AddEventListenerOptions,
    ): void {
      if (type !== 'message') return super.addEventListener(type, listener, options);
      let atMs = 0;
      super.addEventListener('message', () => (atMs = performance.now()));
      super.addEventListener(type, listener, options);
      // Between two listeners the page has done what the first one's promises led to.
      super.addEventListener('message', (event) => {
        const data: unknown = event.data;
        const length = typeof data === 'string' ? data.length : 0;
        if (length >= bigLength) notes.big.push({ length, atMs, untilMs: performance.now() });
      });
    }
  }
  window.WebSocket = NotedSocket;

  const afterPaint = (act: () => void): void => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = act;
      channel.port2.postMessage(0);
    });
  };
  const awaited =
    '[role="gridcell"] svg path, [role="row"][data-row], [data-row][role="gridcell"][aria-label]';
  const observer = new MutationObserver(() => {
    if (document.querySelector(awaited) === null) return;
    observer.disconnect();
    afterPaint(() => {
      notes.paintedAtMs = performance.now();
      performance.mark('probe: painted');
    });
  });
  observer.observe(document, { childList: true, subtree: true });

  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === 'keydown') probe.latencies.push(entry.duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: false } as PerformanceObserverInit);
}

export async function readProbe(page: Page): Promise<ProbeNotes> {
  return page.evaluate<ProbeNotes>('window.probe.notes');
}
