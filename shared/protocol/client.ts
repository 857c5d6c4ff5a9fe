import type {
  AbortSignalLike,
  FeedKeyOf,
  FeedName,
  InputOf,
  MethodName,
  OutputOf,
} from '../contract/contract.ts';
import { createClientCalls } from './clientCalls.ts';
import {
  createClientSubscription,
  type ClientSubscription,
  type FeedListener,
} from './clientSubscription.ts';
import { methodTable } from './contractTables.ts';
import { Fault } from './fault.ts';
import { hostFrame, protocolVersion, type ClientFrame, type HostFrame, type Welcome } from './frames.ts';
import { parseValue } from './parseValue.ts';
import type { Transport } from './transport.ts';

export interface Client {
  /** The host's greeting; rejects with a `Fault` DISCONNECTED when the line ends before it. */
  readonly ready: Promise<Welcome>;
  /**
   * @throws Fault the host's own, or DISCONNECTED (the line ended; whether it was done is unknown), CANCELLED
   * (by `signal`; what the host had begun may still happen), UNSUPPORTED (an answer outside of the contract).
   */
  call<M extends MethodName>(
    method: M,
    input: InputOf<M>,
    options?: { readonly signal?: AbortSignalLike },
  ): Promise<OutputOf<M>>;
  /** First a snapshot, then events. A gap is mended by asking again; it shows as a new snapshot at most. */
  subscribe<F extends FeedName>(feed: F, key: FeedKeyOf<F>, listener: FeedListener<F>): { close(): void };
  /** The host, or the line, went away; not called for `close()` itself. */
  onClose(listener: (reason: string) => void): () => void;
  /**
   * Goes on over another line after `onClose`: subscriptions continue where they were if the host still can,
   * else with a fresh snapshot. Calls are never repeated.
   */
  reconnect(transport: Transport): Promise<Welcome>;
  close(): void;
}

interface Line {
  readonly transport: Transport;
  readonly ready: PromiseWithResolvers<Welcome>;
  epoch: string | undefined;
}

export function createClient(transport: Transport): Client {
  const calls = createClientCalls({ send });
  const subscriptions = new Set<ClientSubscription>();
  const closeListeners = new Set<(reason: string) => void>();
  let nextId = 0;
  let line: Line | undefined;
  const ready = connect(transport);

  function connect(next: Transport): Promise<Welcome> {
    const opened: Line = { transport: next, ready: Promise.withResolvers<Welcome>(), epoch: undefined };
    opened.ready.promise.catch(() => undefined); // whoever awaits it is told; `onClose` tells the others
    line = opened;
    next.onFrame((message) => receive(opened, message));
    next.onClose((reason) => lose(opened, reason));
    send({ type: 'hello', protocol: protocolVersion });
    for (const subscription of subscriptions) subscription.ask();
    return opened.ready.promise;
  }

  function send(frame: ClientFrame): void {
    line?.transport.send(frame);
  }

  function receive(from: Line, message: unknown): void {
    if (from !== line) return;
    const parsed = hostFrame.safeParse(message);
    if (!parsed.success) return from.transport.close('The host sent a frame that this version cannot read.');
    dispatch(from, parsed.data);
  }

  function dispatch(from: Line, frame: HostFrame): void {
    switch (frame.type) {
      case 'welcome':
        from.epoch = frame.epoch;
        return from.ready.resolve(frame);
      case 'answer':
        return calls.settle(frame);
      case 'snapshot':
      case 'events':
      case 'refused':
        return [...subscriptions].find((it) => it.id === frame.id)?.receive(frame);
    }
  }

  function lose(lost: Line, reason: string): void {
    if (lost !== line) return;
    abandon(lost, reason);
    for (const listener of closeListeners) listener(reason);
  }

  function abandon(lost: Line, reason: string): void {
    line = undefined;
    const fault = new Fault('DISCONNECTED', `The connection to Signalbox ended: ${reason}`, {
      retryable: true,
    });
    lost.ready.reject(fault);
    calls.abandon(fault);
    lost.transport.close(reason);
  }

  return {
    ready,
    async call(method, input, options = {}) {
      if (!line) throw new Fault('DISCONNECTED', 'There is no connection to Signalbox.', { retryable: true });
      const output = await calls.begin({ id: nextId++, method, input }, options);
      return parseValue(methodTable[method].output, output, `The answer to ${method}`);
    },
    subscribe(feed, key, listener) {
      const subscription = createClientSubscription({
        feed,
        key,
        listener,
        send,
        currentEpoch: () => line?.epoch,
        createId: () => nextId++,
        onEnd: () => subscriptions.delete(subscription),
      });
      subscriptions.add(subscription);
      if (line) subscription.ask();
      return { close: () => subscription.close() };
    },
    onClose(listener) {
      closeListeners.add(listener);
      return () => closeListeners.delete(listener);
    },
    reconnect(next) {
      if (line) abandon(line, 'The client connects anew.');
      return connect(next);
    },
    close() {
      subscriptions.clear();
      if (line) abandon(line, 'The client has finished.');
    },
  };
}
