import { afterEach, describe, expect, test } from 'vitest';
import type { FeedEventOf, SnapshotOf } from '../../shared/contract/contract.ts';
import { createClient, type Client } from '../../shared/protocol/client.ts';
import type { Frame } from '../../shared/protocol/frames.ts';
import type { Transport } from '../../shared/protocol/transport.ts';
import { createFeedHub, type FeedLimits } from '../../electron/app/router/feedHub.ts';
import { createFakeApp, type FakeApp } from '../unit/protocol/fakeApp.ts';
import type { LineKind } from './transportConformance.ts';
import { eventually } from './eventually.ts';

type Event = FeedEventOf<'prompts'>;
const happened = (number: number): Event => ({ kind: 'settled', promptId: `p${number}` });

/** The whole protocol over one kind of line: client, connection, router and hubs as they are shipped. */
export function describeFeedsOver(createKind: () => Promise<LineKind>, name: string): void {
  describe(`${name}: calls and feeds`, () => {
    const toDispose: (() => unknown)[] = [];
    afterEach(async () => {
      for (const dispose of toDispose.splice(0).toReversed()) await dispose();
    });

    /** An app whose feed `prompts` holds every event so far, and clients of it. */
    async function createScene(
      options: Parameters<typeof createFakeApp>[0] & { readonly limits?: Partial<FeedLimits> } = {},
    ) {
      const kind = await createKind();
      toDispose.push(() => kind.dispose());
      return { kind, ...createHost(options), openLine: () => kind.open() };
    }

    function createHost(options: Parameters<typeof createFakeApp>[0] = {}) {
      const all: Event[] = [];
      const looks: string[] = [];
      const hub = createFeedHub({
        feed: 'prompts',
        snapshot: (): SnapshotOf<'prompts'> => all.map(toPrompt),
        onFirstSubscriber: () => looks.push('on'),
        onLastUnsubscribed: () => looks.push('off'),
        limits: { batchMs: 5, ...options.limits },
      });
      const app: FakeApp = createFakeApp({ ...options, feeds: { prompts: hub } });
      toDispose.push(() => app.dispose());
      const happen = (from: number, to: number): void => {
        for (let number = from; number <= to; number += 1) {
          all.push(happened(number));
          hub.publish(happened(number));
        }
      };
      return { app, happen, looks };
    }

    test('a call is answered; a fault arrives as a fault; a cancelled call aborts its handler', async () => {
      const aborted = Promise.withResolvers<unknown>();
      const begun = Promise.withResolvers<void>();
      const scene = await createScene({
        handlers: {
          'prompts.answer': () => Promise.resolve({}),
          'fleet.look': (_input, { signal }) => {
            signal.addEventListener('abort', () => aborted.resolve(signal.reason));
            begun.resolve();
            return new Promise(() => undefined);
          },
        },
      });
      const { client } = await follow(scene);
      expect(await client.call('prompts.answer', { promptId: 'p1', answer: 'x' })).toEqual({});
      await expect(client.call('journal.verify', {})).rejects.toMatchObject({ code: 'UNSUPPORTED' });
      const controller = new AbortController();
      const looking = client.call('fleet.look', {}, { signal: controller.signal });
      await begun.promise;
      controller.abort();
      await expect(looking).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(await aborted.promise).toMatchObject({ code: 'CANCELLED' });
    });

    test('20,000 changes arrive, every one, in order, in few batches', async () => {
      const scene = await createScene();
      const { picture, frames } = await follow(scene);
      await eventually(() => picture.snapshots).toBe(1);
      scene.happen(1, 20_000);
      await eventually(() => picture.numbers.length).toBe(20_000);
      expect(picture.numbers).toEqual(numbersTo(20_000));
      expect(picture.snapshots).toBe(1);
      expect(frames.events.length).toBeLessThan(100);
    });

    test('a lost batch is replayed: nothing twice, nothing missing, no new snapshot', async () => {
      const scene = await createScene();
      const { picture, frames } = await follow(scene);
      await eventually(() => picture.snapshots).toBe(1);
      frames.lose = true;
      scene.happen(1, 10);
      await eventually(() => frames.events.length).toBe(1);
      frames.lose = false;
      scene.happen(11, 20);
      await eventually(() => picture.numbers).toEqual(numbersTo(20));
      expect(picture.snapshots).toBe(1);
    });

    test('a lost batch that is kept no longer is mended by a fresh snapshot', async () => {
      const scene = await createScene({ limits: { maxLogEvents: 5 } });
      const { picture, frames } = await follow(scene);
      await eventually(() => picture.snapshots).toBe(1);
      frames.lose = true;
      for (let batch = 1; batch <= 3; batch += 1) {
        scene.happen(batch * 3 - 2, batch * 3);
        await eventually(() => frames.events.length).toBe(batch);
      }
      frames.lose = false;
      scene.happen(10, 10);
      await eventually(() => picture.numbers).toEqual(numbersTo(10));
      expect(picture.snapshots).toBe(2);
    });

    test('after a lost line the same host goes on where the client was', async () => {
      const scene = await createScene();
      const { client, picture, line } = await follow(scene);
      await eventually(() => picture.snapshots).toBe(1);
      scene.happen(1, 10);
      await eventually(() => picture.numbers.length).toBe(10);
      const lost = new Promise<string>((resolve) => client.onClose(resolve));
      line.host.close('cable pulled');
      expect(await lost).toBe('cable pulled');
      scene.happen(11, 20);
      const next = await scene.openLine();
      scene.app.connect(next.host);
      await client.reconnect(next.client);
      await eventually(() => picture.numbers).toEqual(numbersTo(20));
      expect(picture.snapshots).toBe(1);
    });

    test('a restarted host has another epoch: its snapshot replaces everything', async () => {
      const scene = await createScene();
      const { client, picture, line } = await follow(scene);
      scene.happen(1, 10);
      await eventually(() => picture.numbers.length).toBe(10);
      line.host.close('killed');
      const restarted = createHost({ epoch: 'epoch-2' });
      restarted.happen(1, 12);
      const next = await scene.openLine();
      restarted.app.connect(next.host);
      const welcome = await client.reconnect(next.client);
      expect(welcome.epoch).toBe('epoch-2');
      await eventually(() => picture.numbers).toEqual(numbersTo(12));
      expect(picture.snapshots).toBe(2);
      restarted.happen(13, 13);
      await eventually(() => picture.numbers).toEqual(numbersTo(13));
    });

    test('a client that stops reading is sent only so much; when it reads again it misses nothing', async () => {
      const scene = await createScene({ limits: { batchBytes: 1_000, maxUnackedBytes: 5_000 } });
      const { picture, frames, acks } = await follow(scene);
      await eventually(() => picture.snapshots).toBe(1);
      acks.withhold();
      scene.happen(1, 2_000);
      await eventually(() => frames.events.length).toBeGreaterThan(0);
      const ahead = await settledLength(() => picture.numbers.length);
      expect(ahead).toBeGreaterThan(0);
      expect(ahead).toBeLessThan(500);
      acks.release();
      await eventually(() => picture.numbers).toEqual(numbersTo(2_000));
      expect(picture.snapshots).toBe(1);
    });

    test('a client that falls behind what is kept gets a snapshot, never a gap', async () => {
      const scene = await createScene({
        limits: { batchBytes: 1_000, maxUnackedBytes: 5_000, maxLogEvents: 100 },
      });
      const { picture, acks } = await follow(scene);
      await eventually(() => picture.snapshots).toBe(1);
      acks.withhold();
      scene.happen(1, 2_000);
      await settledLength(() => picture.numbers.length);
      acks.release();
      await eventually(() => picture.numbers).toEqual(numbersTo(2_000));
      expect(picture.snapshots).toBe(2);
    });

    test('nothing remains after the end: calls are aborted, subscriptions given back, nobody looks', async () => {
      const begun = Promise.withResolvers<void>();
      const aborted = Promise.withResolvers<unknown>();
      const scene = await createScene({
        handlers: {
          'fleet.look': (_input, { signal }) => {
            signal.addEventListener('abort', () => aborted.resolve(signal.reason));
            begun.resolve();
            return new Promise(() => undefined);
          },
        },
      });
      const { client, picture } = await follow(scene);
      await eventually(() => picture.snapshots).toBe(1);
      const looking = client.call('fleet.look', {});
      await begun.promise;
      expect(scene.looks).toEqual(['on']);
      client.close();
      await expect(looking).rejects.toMatchObject({ code: 'DISCONNECTED' });
      await aborted.promise;
      await eventually(() => scene.looks).toEqual(['on', 'off']);
      scene.happen(1, 10);
      expect(picture.numbers).toEqual([]);
    });
  });
}

/** A client that follows `prompts` and folds it, with a hand on what its line lets through. */
async function follow(scene: { readonly app: FakeApp; openLine(): ReturnType<LineKind['open']> }) {
  const line = await scene.openLine();
  scene.app.connect(line.host);
  /** Batches as they came, also those that were then lost on purpose. */
  const frames = { events: [] as Frame[], lose: false };
  const acks = createAckGate(line.client);
  const client: Client = createClient({
    ...acks.transport,
    onFrame: (listener) =>
      line.client.onFrame((message) => {
        const frame = message as Frame;
        if (isEvents(frame)) frames.events.push(frame);
        if (!frames.lose || !isEvents(frame)) listener(frame);
      }),
  });
  const picture = { snapshots: 0, numbers: [] as number[] };
  client.subscribe(
    'prompts',
    {},
    {
      onSnapshot(prompts) {
        picture.snapshots += 1;
        picture.numbers = prompts.map((it) => toNumber(it.promptId));
      },
      onEvents(events) {
        picture.numbers.push(...events.map((it) => (it.kind === 'settled' ? toNumber(it.promptId) : 0)));
      },
      onFault(fault) {
        throw fault;
      },
    },
  );
  await client.ready;
  return { client, line, picture, frames, acks };
}

function createAckGate(inner: Transport) {
  const withheld: Frame[] = [];
  let open = true;
  const transport: Transport = {
    ...inner,
    send(frame) {
      if (frame.type === 'ack' && !open) withheld.push(frame);
      else inner.send(frame);
    },
  };
  return {
    transport,
    withhold: () => (open = false),
    release() {
      open = true;
      for (const frame of withheld.splice(0)) inner.send(frame);
    },
  };
}

/** Waits until a number has stayed the same for a while: nothing more is coming by itself. */
async function settledLength(read: () => number): Promise<number> {
  let last = -1;
  await expect
    .poll(
      () => {
        const now = read();
        const same = now === last;
        last = now;
        return same;
      },
      { interval: 50, timeout: 20_000 },
    )
    .toBe(true);
  return last;
}

function isEvents(frame: Frame): frame is Extract<Frame, { type: 'events' }> {
  return frame.type === 'events';
}

function toPrompt(event: Event): SnapshotOf<'prompts'>[number] {
  const promptId = event.kind === 'settled' ? event.promptId : event.prompt.promptId;
  return { promptId, kind: 'passphrase', subject: '', attempt: 1 };
}

const toNumber = (promptId: string): number => Number(promptId.slice(1));
const numbersTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
