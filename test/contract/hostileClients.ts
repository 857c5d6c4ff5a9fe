import { afterEach, describe, expect, test } from 'vitest';
import { createClient } from '../../shared/protocol/client.ts';
import type { Frame } from '../../shared/protocol/frames.ts';
import { createFakeApp, type FakeApp } from '../unit/protocol/fakeApp.ts';
import type { LineKind } from './transportConformance.ts';
import { eventually } from './eventually.ts';

const hello = { type: 'hello', protocol: 1 };
const call = { type: 'call', id: 1, method: 'fleet.look', input: {} };
const subscribe = { type: 'subscribe', id: 1, feed: 'prompts', key: {} };

/** Sequences of frames that no client of ours sends; each ends the line. */
const sequences: Readonly<Record<string, readonly unknown[]>> = {
  'a frame that is not an object': ['hello'],
  null: [null],
  'a list': [[hello]],
  'an unknown type': [hello, { type: 'explode' }],
  'a frame that only a host may send': [hello, { type: 'answer', id: 1, ok: true, output: {} }],
  'a frame with a field too many': [{ ...hello, admin: true }],
  'an id that is not a number': [hello, { ...call, id: 'x' }],
  'a negative number': [hello, { type: 'ack', id: 1, seq: -1 }],
  'a call before hello': [call],
  'hello twice': [hello, hello],
  'another protocol': [{ ...hello, protocol: 2 }],
  'an id that is in use': [hello, call, call],
  'a subscription that exists': [hello, subscribe, subscribe],
  'a prototype for a type': [hello, { type: '__proto__' }],
  'more calls than anyone needs': [hello, ...Array.from({ length: 1_001 }, (_, id) => ({ ...call, id }))],
  'more subscriptions than anyone needs': [
    hello,
    ...Array.from({ length: 101 }, (_, id) => ({ ...subscribe, id })),
  ],
};

/** Odd, but allowed: answered or ignored, and the line goes on. */
const harmless: Readonly<Record<string, unknown>> = {
  'an ack of what was never sent': { type: 'ack', id: 7, seq: 9 },
  'a cancel of no call': { type: 'cancel', id: 7 },
  'an unsubscribe of nothing': { type: 'unsubscribe', id: 7 },
  'a feed that does not exist': { ...subscribe, id: 7, feed: 'constructor' },
  'a key that is not one': { ...subscribe, id: 8, key: 'all' },
  'a resume from the future': { ...subscribe, id: 9, resume: { epoch: 'epoch-1', seq: 1e9 } },
  'a method that does not exist': { ...call, id: 10, method: '__proto__' },
};

export function describeHostileClientsOf(createKind: () => Promise<LineKind>, name: string): void {
  describe(`${name}: clients in bad faith`, () => {
    const toDispose: (() => unknown)[] = [];
    afterEach(async () => {
      for (const dispose of toDispose.splice(0).toReversed()) await dispose();
    });

    async function createScene() {
      const kind = await createKind();
      const app: FakeApp = createFakeApp({
        handlers: {
          'fleet.look': () => new Promise(() => undefined),
          'prompts.answer': () => Promise.resolve({}),
        },
      });
      toDispose.push(
        () => kind.dispose(),
        () => app.dispose(),
      );
      const open = async () => {
        const line = await kind.open();
        const reasons: string[] = [];
        line.host.onClose((reason) => reasons.push(reason));
        app.connect(line.host);
        return { ...line, reasons };
      };
      /** The app is still there for others. */
      const stillServes = async (): Promise<void> => {
        const line = await open();
        const client = createClient(line.client);
        expect(await client.call('prompts.answer', { promptId: 'p1' })).toEqual({});
      };
      return { open, stillServes, app };
    }

    test.each(Object.keys(sequences))(
      '%s: the line ends with a reason, and nobody else notices',
      async (it) => {
        const { open, stillServes, app } = await createScene();
        const { client, reasons } = await open();
        const told = new Promise<string>((resolve) => client.onClose(resolve));
        for (const frame of sequences[it] ?? []) client.send(frame as Frame);
        expect((await told).length).toBeGreaterThan(5);
        expect(reasons).toHaveLength(1);
        await stillServes();
        expect(app.reports).toEqual([]);
      },
    );

    test.each(Object.keys(harmless))('%s: the line goes on', async (it) => {
      const { open } = await createScene();
      const line = await open();
      const seen: unknown[] = [];
      line.client.onFrame((frame) => seen.push(frame));
      line.client.send(hello as Frame);
      line.client.send(harmless[it] as Frame);
      line.client.send({ type: 'call', id: 99, method: 'prompts.answer', input: { promptId: 'p1' } });
      await eventually(() => seen.at(-1)).toEqual({ type: 'answer', id: 99, ok: true, output: {} });
      expect(line.reasons).toEqual([]);
    });

    test('messages below the level of frames end the line with a reason', async () => {
      const { open, stillServes, app } = await createScene();
      for (const kindOfMessage of Object.keys((await open()).hostile)) {
        const line = await open();
        const told = new Promise<string>((resolve) => line.client.onClose(resolve));
        line.hostile[kindOfMessage]?.();
        expect(`${kindOfMessage}: ${await told}`.length - kindOfMessage.length).toBeGreaterThan(5);
        await eventually(() => line.reasons.length).toBe(1);
      }
      await stillServes();
      expect(app.reports).toEqual([]);
    });
  });
}
