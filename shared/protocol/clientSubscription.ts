import type { FeedEventOf, FeedKeyOf, FeedName, SnapshotOf } from '../contract/contract.ts';
import { feedTable } from './contractTables.ts';
import { Fault, fromFaultData } from './fault.ts';
import type { ClientFrame, FrameOf } from './frames.ts';
import { parseValue } from './parseValue.ts';

export interface FeedListener<F extends FeedName> {
  /** Replaces everything received before. */
  onSnapshot(value: SnapshotOf<F>, seq: number): void;
  /** Follows what came before without a gap; oldest first. */
  onEvents(values: readonly FeedEventOf<F>[], toSeq: number): void;
  /** The subscription has ended: refused, or outside of what this version understands. */
  onFault(fault: Fault): void;
}

export interface ClientSubscription {
  /** Its id on the wire, a new one each time it asks. */
  readonly id: number;
  /** Asks the host, to go on from here where there is a here. */
  ask(): void;
  receive(frame: FrameOf<'snapshot'> | FrameOf<'events'> | FrameOf<'refused'>): void;
  close(): void;
}

/** One followed feed: knows where it stands, and asks again when what arrives does not follow. */
export function createClientSubscription<F extends FeedName>(options: {
  readonly feed: F;
  readonly key: FeedKeyOf<F>;
  readonly listener: FeedListener<F>;
  readonly send: (frame: ClientFrame) => void;
  /** As the host on the present line named it; `undefined` before its greeting. */
  readonly currentEpoch: () => string | undefined;
  readonly createId: () => number;
  readonly onEnd: () => void;
}): ClientSubscription {
  const { feed, key, listener, send } = options;
  let id = options.createId();
  /** The last event taken in, in the epoch that numbered it. */
  let position: { readonly epoch: string; readonly seq: number } | undefined;
  /** What was asked last, while nothing usable has come of it. */
  let unanswered: 'resume' | 'snapshot' | undefined;
  let ended = false;

  function ask(): void {
    id = options.createId();
    unanswered = position ? 'resume' : 'snapshot';
    send({ type: 'subscribe', id, feed, key, ...(position ? { resume: position } : {}) });
  }

  /** What came does not follow. Resume first; then a snapshot; a host that fails even that is broken. */
  function askAgain(): void {
    if (unanswered === 'snapshot') {
      return fail(new Fault('GAP', `The feed ${feed} sent events without their beginning.`));
    }
    if (unanswered === 'resume') position = undefined;
    send({ type: 'unsubscribe', id });
    ask();
  }

  function accept(seq: number): void {
    if (ended) return;
    send({ type: 'ack', id, seq });
  }

  function receiveSnapshot(frame: FrameOf<'snapshot'>): void {
    const value = parseValue(feedTable[feed].snapshot, frame.value, `The snapshot of ${feed}`);
    moveTo(frame.seq);
    listener.onSnapshot(value, frame.seq);
    accept(frame.seq);
  }

  function receiveEvents(frame: FrameOf<'events'>): void {
    if (!position || position.epoch !== options.currentEpoch() || frame.fromSeq !== position.seq + 1)
      return askAgain();
    const values = frame.values.map((value) =>
      parseValue(feedTable[feed].event, value, `An event of ${feed}`),
    );
    moveTo(frame.toSeq);
    listener.onEvents(values, frame.toSeq);
    accept(frame.toSeq);
  }

  function moveTo(seq: number): void {
    const epoch = options.currentEpoch();
    position = epoch === undefined ? undefined : { epoch, seq };
    unanswered = undefined;
  }

  function fail(fault: Fault): void {
    end();
    listener.onFault(fault);
  }

  function end(): void {
    ended = true;
    send({ type: 'unsubscribe', id });
    options.onEnd();
  }

  return {
    get id() {
      return id;
    },
    ask,
    receive(frame) {
      try {
        if (frame.type === 'snapshot') receiveSnapshot(frame);
        else if (frame.type === 'events') receiveEvents(frame);
        else fail(fromFaultData(frame.fault));
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        fail(error);
      }
    },
    close() {
      if (!ended) end();
    },
  };
}
