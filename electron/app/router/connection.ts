import type { FeedName } from '../../../shared/contract/contract.ts';
import { feedTable, isFeedName } from '../../../shared/protocol/contractTables.ts';
import { describeIssues } from '../../../shared/protocol/describeIssues.ts';
import { Fault, toFaultData, type FaultData } from '../../../shared/protocol/fault.ts';
import {
  clientFrame,
  protocolVersion,
  type ClientFrame,
  type FrameOf,
  type HostFrame,
} from '../../../shared/protocol/frames.ts';
import type { Transport } from '../../../shared/protocol/transport.ts';
import type { FeedHub, FeedSubscription } from './feedHub.ts';
import type { FeedSubscriber } from './feedReader.ts';
import type { ReportError } from './reportError.ts';
import type { Router } from './router.ts';

/** A hub for every feed of the contract: a missing one is a compile error. */
export type FeedHubs = { readonly [F in FeedName]: FeedHub<F> };

export interface ConnectionOptions {
  readonly router: Router;
  readonly feeds: FeedHubs;
  /** Names this run of the process. */
  readonly epoch: string;
  readonly capabilities: readonly string[];
  readonly appVersion: string;
  readonly reportError: ReportError;
  /** Names the client to handlers, one name per connection. */
  readonly createClientId: () => string;
}

/** More than any client needs at once; a client that wants more is not one of ours. */
const maxCallsInFlight = 1_000;
const maxSubscriptions = 100;

/**
 * Serves one client over one line until either side ends it: greets, answers calls, feeds subscriptions.
 * A frame that breaks the protocol ends the line with the reason. After the end nothing of it remains: calls
 * are aborted by their signal, subscriptions are given back.
 */
export function createConnection(options: ConnectionOptions): (transport: Transport) => { close(): void } {
  return (transport) => {
    const client = options.createClientId();
    const calls = new Map<number, AbortController>();
    const subscriptions = new Map<number, FeedSubscription>();
    let greeted = false;

    transport.onClose(release);
    transport.onFrame((message) => {
      const parsed = clientFrame.safeParse(message);
      if (!parsed.success)
        return refuse(`A frame cannot be read: ${describeIssues(parsed.error).join('; ')}`);
      if (!greeted && parsed.data.type !== 'hello') return refuse('The first frame must be hello.');
      receive(parsed.data);
    });

    function receive(frame: ClientFrame): void {
      switch (frame.type) {
        case 'hello':
          return greet(frame);
        case 'call':
          return answer(frame);
        case 'cancel':
          return calls.get(frame.id)?.abort(new Fault('CANCELLED', 'The client cancelled the call.'));
        case 'subscribe':
          return subscribe(frame);
        case 'unsubscribe':
          return unsubscribe(frame.id);
        case 'ack':
          return subscriptions.get(frame.id)?.ack(frame.seq);
      }
    }

    function greet(frame: FrameOf<'hello'>): void {
      if (greeted) return refuse('hello was said twice.');
      if (frame.protocol !== protocolVersion) {
        return refuse(`This app speaks protocol ${protocolVersion}, the client ${frame.protocol}.`);
      }
      greeted = true;
      const { epoch, capabilities, appVersion } = options;
      transport.send({ type: 'welcome', protocol: protocolVersion, epoch, capabilities, appVersion });
    }

    function answer({ id, method, input }: FrameOf<'call'>): void {
      if (calls.has(id)) return refuse(`Call ${id} is still being answered.`);
      if (calls.size >= maxCallsInFlight) return refuse('Too many calls at once.');
      const controller = new AbortController();
      calls.set(id, controller);
      void options.router.answer({ method, input }, { signal: controller.signal, client }).then((given) => {
        calls.delete(id);
        send({ type: 'answer', id, ...given }, (fault) => ({ type: 'answer', id, ok: false, fault }));
      });
    }

    function subscribe({ id, feed, key, resume }: FrameOf<'subscribe'>): void {
      if (subscriptions.has(id)) return refuse(`Subscription ${id} exists already.`);
      if (subscriptions.size >= maxSubscriptions) return refuse('Too many subscriptions.');
      const refused = (fault: FaultData): HostFrame => ({ type: 'refused', id, fault });
      const fail = (error: unknown): void => {
        transport.send(
          refused(error instanceof Fault ? toFaultData(error) : options.reportError(error, feed)),
        );
      };
      try {
        const hub = options.feeds[requireFeed(feed, key)];
        const subscriber: FeedSubscriber = {
          onSnapshot: ({ seq, value }) => send({ type: 'snapshot', id, seq, value }, refused),
          onEvents: ({ fromSeq, toSeq, values }) =>
            send({ type: 'events', id, fromSeq, toSeq, values }, refused),
          onFailure: fail,
        };
        const from = resume?.epoch === options.epoch ? { afterSeq: resume.seq } : undefined;
        subscriptions.set(id, hub.subscribe(subscriber, from));
      } catch (error) {
        fail(error);
      }
    }

    function unsubscribe(id: number): void {
      subscriptions.get(id)?.close();
      subscriptions.delete(id);
    }

    /** What cannot be serialised must not pass in silence: the client gets a fault in its place. */
    function send(frame: HostFrame, instead: (fault: FaultData) => HostFrame): void {
      try {
        transport.send(frame);
      } catch (error) {
        transport.send(instead(options.reportError(error, frame.type)));
      }
    }

    function refuse(reason: string): void {
      transport.close(reason);
    }

    function release(): void {
      for (const controller of calls.values())
        controller.abort(new Fault('CANCELLED', 'The client is gone.'));
      for (const id of subscriptions.keys()) unsubscribe(id);
    }

    return { close: () => transport.close('Signalbox closes the connection.') };
  };
}

function requireFeed(name: string, key: unknown): FeedName {
  if (!isFeedName(name)) throw new Fault('NOT_FOUND', `There is no feed ${JSON.stringify(name)}.`);
  const parsed = feedTable[name].key.safeParse(key);
  if (parsed.success) return name;
  throw new Fault('INVALID_INPUT', `The key of the feed ${name} is not valid.`, {
    details: describeIssues(parsed.error),
  });
}
