import { describe, expect, test } from 'vitest';
import { createFeedHub, type FeedLimits } from '../../../electron/app/router/feedHub.ts';
import type { FeedBatch } from '../../../electron/app/router/feedLog.ts';
import type { ProgressTick } from '../../../shared/contract/rolloutArea.ts';
import { hostName } from '../../../shared/model/names.ts';
import { createManualSchedule } from './manualSchedule.ts';

const asked = (id: number, words = 'a key') => ({
  kind: 'asked' as const,
  prompt: { promptId: `p${id}`, kind: 'passphrase' as const, subject: words, attempt: 1 },
});
const upload = (host: string, sentBytes: number): ProgressTick => ({
  kind: 'upload',
  rolloutId: 'r1',
  host: hostName.parse(host),
  sentBytes,
  totalBytes: 100,
});

type Received =
  | { readonly got: 'snapshot'; readonly seq: number; readonly value: unknown }
  | { readonly got: 'events'; readonly from: number; readonly to: number; readonly count: number }
  | { readonly got: 'failure'; readonly error: unknown };

function createRecorder() {
  const received: Received[] = [];
  const values: unknown[] = [];
  return {
    received,
    values,
    onSnapshot: (it: { seq: number; value: unknown }) =>
      received.push({ got: 'snapshot', seq: it.seq, value: it.value }),
    onEvents: (batch: FeedBatch) => {
      received.push({ got: 'events', from: batch.fromSeq, to: batch.toSeq, count: batch.values.length });
      values.push(...batch.values);
    },
    onFailure: (error: unknown) => received.push({ got: 'failure', error }),
  };
}

/** The feed `prompts` (every) over a plain list, with time in the test's hand. */
function createEveryHub(limits: Partial<FeedLimits> = {}) {
  const time = createManualSchedule();
  const hub = createFeedHub({ feed: 'prompts', snapshot: () => [], schedule: time.schedule, limits });
  return { time, hub };
}

function createLatestHub(limits: Partial<FeedLimits> = {}) {
  const time = createManualSchedule();
  const hub = createFeedHub({ feed: 'progress', snapshot: () => [], schedule: time.schedule, limits });
  return { time, hub };
}

describe('a feed of every event', () => {
  test('begins with a snapshot, then sends what came together in 50 ms as one batch', () => {
    const { time, hub } = createEveryHub();
    hub.publish(asked(1));
    const client = createRecorder();
    const subscription = hub.subscribe(client);
    expect(client.received).toEqual([{ got: 'snapshot', seq: 1, value: [] }]);
    subscription.ack(1);
    hub.publish(asked(2));
    time.advance(49);
    hub.publish(asked(3));
    expect(client.received).toHaveLength(1);
    time.advance(1);
    expect(client.received.slice(1)).toEqual([{ got: 'events', from: 2, to: 3, count: 2 }]);
    expect(client.values).toEqual([asked(2), asked(3)]);
  });

  test('does not wait once 64 KB have come together, and cuts batches at that size', () => {
    const { time, hub } = createEveryHub();
    const client = createRecorder();
    hub.subscribe(client).ack(0);
    for (let id = 1; id <= 40; id += 1) hub.publish(asked(id, 'x'.repeat(4_000)));
    expect(client.received).toHaveLength(1); // never within `publish`
    expect(time.waiting()).toBe(1);
    time.advance(0);
    const batches = client.received.filter((it) => it.got === 'events');
    expect(batches.reduce((sum, it) => sum + it.count, 0)).toBe(40);
    for (const batch of batches) expect(batch.count * 4_000).toBeLessThanOrEqual(64 * 1024);
  });

  test('an event bigger than a batch travels alone', () => {
    const { time, hub } = createEveryHub({ batchBytes: 1_000 });
    const client = createRecorder();
    hub.subscribe(client).ack(0);
    hub.publish(asked(1));
    hub.publish(asked(2, 'x'.repeat(5_000)));
    hub.publish(asked(3));
    time.advance(50);
    expect(client.received.slice(1)).toEqual([
      { got: 'events', from: 1, to: 1, count: 1 },
      { got: 'events', from: 2, to: 2, count: 1 },
      { got: 'events', from: 3, to: 3, count: 1 },
    ]);
  });

  test('sends only so much ahead of the acknowledgements, and goes on when they come, without loss', () => {
    const { time, hub } = createEveryHub({ batchBytes: 500, maxUnackedBytes: 1_000 });
    const client = createRecorder();
    const subscription = hub.subscribe(client);
    for (let id = 1; id <= 100; id += 1) hub.publish(asked(id));
    time.advance(50);
    expect(client.received).toEqual([{ got: 'snapshot', seq: 0, value: [] }]); // not acknowledged yet
    subscription.ack(0);
    const ahead = client.values.length;
    expect(ahead).toBeGreaterThan(0);
    expect(ahead).toBeLessThan(30);
    for (let turn = 0; turn < 100 && client.values.length < 100; turn += 1) {
      const last = client.received.at(-1);
      if (last?.got === 'events') subscription.ack(last.to);
    }
    expect(client.values).toEqual(Array.from({ length: 100 }, (_, index) => asked(index + 1)));
  });

  test('who falls behind what is kept gets a fresh snapshot rather than a gap', () => {
    const { time, hub } = createEveryHub({ maxLogEvents: 10 });
    const client = createRecorder();
    const subscription = hub.subscribe(client);
    for (let id = 1; id <= 30; id += 1) hub.publish(asked(id));
    time.advance(50);
    subscription.ack(0);
    subscription.ack(30);
    hub.publish(asked(31));
    time.advance(50);
    expect(client.received).toEqual([
      { got: 'snapshot', seq: 0, value: [] },
      { got: 'snapshot', seq: 30, value: [] },
      { got: 'events', from: 31, to: 31, count: 1 },
    ]);
  });

  test('events that one turn publishes together are in a snapshot all or not at all', () => {
    const time = createManualSchedule();
    let known: number[] = [];
    const hub = createFeedHub({
      feed: 'prompts',
      snapshot: () => known.map((id) => asked(id).prompt),
      schedule: time.schedule,
      limits: { maxLogEvents: 3, batchBytes: 200 },
    });
    const client = createRecorder();
    const subscription = hub.subscribe(client);
    subscription.ack(0);
    known = [1, 2, 3, 4, 5, 6]; // first the state is changed as a whole, then each event is told
    for (const id of known) hub.publish(asked(id));
    time.advance(50);
    expect(client.received.slice(1)).toEqual([
      { got: 'snapshot', seq: 6, value: known.map((id) => asked(id).prompt) },
    ]);
  });

  test('replays what a returning client missed, from its number on', () => {
    const { time, hub } = createEveryHub();
    for (let id = 1; id <= 5; id += 1) hub.publish(asked(id));
    const client = createRecorder();
    hub.subscribe(client, { afterSeq: 3 });
    expect(client.received).toEqual([{ got: 'events', from: 4, to: 5, count: 2 }]);
    expect(client.values).toEqual([asked(4), asked(5)]);
    const current = createRecorder();
    hub.subscribe(current, { afterSeq: 5 });
    hub.publish(asked(6));
    time.advance(50);
    expect(current.received).toEqual([{ got: 'events', from: 6, to: 6, count: 1 }]);
  });

  test.each([
    ['forgotten', 3],
    ['not yet given', 99],
  ])('a number that is %s is answered with a snapshot', (_, afterSeq) => {
    const { hub } = createEveryHub({ maxLogEvents: 2 });
    for (let id = 1; id <= 9; id += 1) hub.publish(asked(id));
    const client = createRecorder();
    hub.subscribe(client, { afterSeq });
    expect(client.received).toEqual([{ got: 'snapshot', seq: 9, value: [] }]);
  });

  test('keeps no more than its limits in bytes', () => {
    const { hub } = createEveryHub({ maxLogBytes: 10_000 });
    for (let id = 1; id <= 20; id += 1) hub.publish(asked(id, 'x'.repeat(1_000)));
    const client = createRecorder();
    hub.subscribe(client, { afterSeq: 5 });
    hub.subscribe(client, { afterSeq: 15 });
    expect(client.received.map((it) => it.got)).toEqual(['snapshot', 'events']);
  });

  test('a subscriber that never acknowledges holds nobody else up', () => {
    const { time, hub } = createEveryHub();
    const silent = createRecorder();
    const lively = createRecorder();
    hub.subscribe(silent);
    hub.subscribe(lively).ack(0);
    hub.publish(asked(1));
    time.advance(50);
    expect(silent.values).toEqual([]);
    expect(lively.values).toEqual([asked(1)]);
  });

  test('a snapshot that cannot be made ends this subscription, and no other', () => {
    const time = createManualSchedule();
    let broken = false;
    const hub = createFeedHub({
      feed: 'prompts',
      snapshot: () => {
        if (broken) throw new Error('no snapshot');
        return [];
      },
      schedule: time.schedule,
      limits: { maxLogEvents: 1 },
    });
    const lagging = createRecorder();
    const lively = createRecorder();
    const late = hub.subscribe(lagging);
    const live = hub.subscribe(lively);
    live.ack(0);
    hub.publish(asked(1));
    time.advance(50);
    live.ack(1);
    hub.publish(asked(2));
    broken = true;
    late.ack(0);
    time.advance(50);
    expect(lagging.received.at(-1)).toMatchObject({ got: 'failure' });
    expect(lively.values).toEqual([asked(1), asked(2)]);
    const newcomer = createRecorder();
    hub.subscribe(newcomer);
    expect(newcomer.received).toMatchObject([{ got: 'failure' }]);
  });
});

describe('a feed of the latest', () => {
  test('keeps only the newest of each key while the client has not acknowledged', () => {
    const { time, hub } = createLatestHub();
    const client = createRecorder();
    const subscription = hub.subscribe(client);
    subscription.ack(0);
    hub.publish(upload('web-1', 1));
    time.advance(50);
    for (let sent = 2; sent <= 50; sent += 1) {
      hub.publish(upload('web-1', sent));
      hub.publish(upload('web-2', sent));
      time.advance(50);
    }
    expect(client.values).toEqual([upload('web-1', 1)]);
    subscription.ack(1);
    expect(client.values.slice(1)).toEqual([upload('web-1', 50), upload('web-2', 50)]);
    expect(client.received.at(-1)).toEqual({ got: 'events', from: 2, to: 99, count: 2 });
  });

  test('replays only the newest of each key', () => {
    const { hub } = createLatestHub();
    for (let sent = 1; sent <= 9; sent += 1) hub.publish(upload(`web-${sent % 2}`, sent));
    const client = createRecorder();
    hub.subscribe(client, { afterSeq: 2 });
    expect(client.values).toEqual([upload('web-0', 8), upload('web-1', 9)]);
    expect(client.received).toEqual([{ got: 'events', from: 3, to: 9, count: 2 }]);
  });
});

describe('who looks, and what remains', () => {
  test('tells of the first subscriber before its snapshot, and of the last one gone', () => {
    const told: string[] = [];
    const hub = createFeedHub({
      feed: 'prompts',
      snapshot: () => (told.push('snapshot'), []),
      onFirstSubscriber: () => told.push('first'),
      onLastUnsubscribed: () => told.push('last'),
    });
    const one = hub.subscribe(createRecorder());
    const two = hub.subscribe(createRecorder());
    one.close();
    one.close();
    expect(told).toEqual(['first', 'snapshot', 'snapshot']);
    two.close();
    hub.subscribe(createRecorder()).close();
    expect(told).toEqual(['first', 'snapshot', 'snapshot', 'last', 'first', 'snapshot', 'last']);
  });

  test('leaves no timer when nobody looks any more, when it closes, or when nobody ever looked', () => {
    const { time, hub } = createEveryHub();
    hub.publish(asked(1));
    expect(time.waiting()).toBe(0);
    const client = createRecorder();
    const subscription = hub.subscribe(client);
    hub.publish(asked(2));
    expect(time.waiting()).toBe(1);
    subscription.close();
    expect(time.waiting()).toBe(0);
    hub.subscribe(client);
    hub.publish(asked(3));
    hub.close();
    hub.publish(asked(4));
    expect(time.waiting()).toBe(0);
    expect(client.values).toEqual([]);
  });

  test('refuses an event that has no JSON, and goes on', () => {
    const { time, hub } = createEveryHub();
    const client = createRecorder();
    hub.subscribe(client).ack(0);
    const cyclic = asked(1);
    Object.assign(cyclic.prompt, { self: cyclic });
    expect(() => hub.publish(cyclic)).toThrow(TypeError);
    hub.publish(asked(2));
    time.advance(50);
    expect(client.received.at(-1)).toEqual({ got: 'events', from: 1, to: 1, count: 1 });
  });
});
