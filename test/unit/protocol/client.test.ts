import { describe, expect, test } from 'vitest';
import type { FeedEventOf } from '../../../shared/contract/contract.ts';
import { createClient } from '../../../shared/protocol/client.ts';
import type { Fault } from '../../../shared/protocol/fault.ts';
import { clientFrame, type ClientFrame, type HostFrame } from '../../../shared/protocol/frames.ts';
import { createMemoryTransportPair } from '../../../shared/protocol/memoryTransport.ts';

const welcome: HostFrame = {
  type: 'welcome',
  protocol: 1,
  epoch: 'epoch-1',
  capabilities: [],
  appVersion: '0.1.0',
};
const settled = (promptId: string) => ({ kind: 'settled' as const, promptId });
const fault = { code: 'NOT_FOUND' as const, message: 'no', retryable: false };

/** A client against a host that the test plays by hand. */
function createScene() {
  const client = { seen: [] as unknown[] };
  const open = () => {
    const pair = createMemoryTransportPair();
    const said: ClientFrame[] = [];
    let endedBecause: string | undefined;
    pair.host.onFrame((frame) => said.push(clientFrame.parse(frame)));
    pair.host.onClose((reason) => (endedBecause = reason));
    return {
      transport: pair.client,
      said,
      say: async (...frames: HostFrame[]) => {
        for (const frame of frames) pair.host.send(frame);
        await soon();
      },
      end: () => pair.host.close('the host went away'),
      sendRaw: (value: unknown) => pair.host.send(value as HostFrame),
      endedBecause: () => endedBecause,
    };
  };
  const listener = {
    onSnapshot: (value: unknown, seq: number) => client.seen.push(['snapshot', seq, value]),
    onEvents: (values: readonly FeedEventOf<'prompts'>[], toSeq: number) =>
      client.seen.push(['events', toSeq, values.map((it) => (it.kind === 'settled' ? it.promptId : '?'))]),
    onFault: (it: Fault) => client.seen.push(['fault', it.code]),
  };
  return { open, listener, seen: client.seen };
}

/** Long enough for everything that is already on its way in memory. */
async function soon(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

const events = (id: number, fromSeq: number, ...names: string[]): HostFrame => ({
  type: 'events',
  id,
  fromSeq,
  toSeq: fromSeq + names.length - 1,
  values: names.map(settled),
});
const emptySnapshot = (id: number, seq: number): HostFrame => ({ type: 'snapshot', id, seq, value: [] });
const lastSubscribe = (said: readonly ClientFrame[]) => {
  const found = said.filter((it) => it.type === 'subscribe').at(-1);
  if (!found) throw new Error('The client has not subscribed.');
  return found;
};

describe('calls', () => {
  test('says hello, is welcomed, and gets its answer parsed', async () => {
    const host = createScene().open();
    const client = createClient(host.transport);
    const answer = client.call('journal.blob', { sha256: 'a'.repeat(64) });
    await host.say(welcome);
    expect(await client.ready).toEqual(welcome);
    expect(host.said.map((it) => it.type)).toEqual(['hello', 'call']);
    await host.say({ type: 'answer', id: 0, ok: true, output: { text: 'out', sizeBytes: 3 } });
    expect(await answer).toEqual({ text: 'out', sizeBytes: 3 });
  });

  test('rejects with the host’s fault, and with UNSUPPORTED for an answer outside of the contract', async () => {
    const host = createScene().open();
    const client = createClient(host.transport);
    const refused = client.call('journal.verify', {});
    const strange = client.call('prompts.answer', { promptId: 'p1' });
    await host.say(welcome, { type: 'answer', id: 0, ok: false, fault });
    await expect(refused).rejects.toMatchObject({ name: 'Fault', code: 'NOT_FOUND', message: 'no' });
    await host.say({ type: 'answer', id: 1, ok: true, output: { surprise: 1 } });
    await expect(strange).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      details: ['surprise: not known here'],
    });
  });

  test('a cancelled call rejects at once, tells the host, and ignores the late answer', async () => {
    const host = createScene().open();
    const client = createClient(host.transport);
    const controller = new AbortController();
    const call = client.call('fleet.look', {}, { signal: controller.signal });
    await host.say(welcome);
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
    await host.say({ type: 'answer', id: 0, ok: true, output: { hosts: [], balancers: [] } });
    expect(host.said.at(-1)).toEqual({ type: 'cancel', id: 0 });
    await expect(client.call('fleet.look', {}, { signal: controller.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(host.said.filter((it) => it.type === 'call')).toHaveLength(1);
  });

  test('when the line ends: open calls, later calls and `ready` reject, and the owner is told why', async () => {
    const host = createScene().open();
    const client = createClient(host.transport);
    const reasons: string[] = [];
    client.onClose((reason) => reasons.push(reason));
    const call = client.call('journal.verify', {});
    host.end();
    await expect(call).rejects.toMatchObject({ code: 'DISCONNECTED', retryable: true });
    await expect(client.ready).rejects.toMatchObject({ code: 'DISCONNECTED' });
    await expect(client.call('journal.verify', {})).rejects.toMatchObject({ code: 'DISCONNECTED' });
    expect(reasons).toEqual(['the host went away']);
  });

  test('its own close ends the line and is not reported as a loss', async () => {
    const host = createScene().open();
    const client = createClient(host.transport);
    const reasons: string[] = [];
    client.onClose((reason) => reasons.push(reason));
    const call = client.call('journal.verify', {});
    client.close();
    await expect(call).rejects.toMatchObject({ code: 'DISCONNECTED' });
    await soon();
    expect(host.endedBecause()).toBe('The client has finished.');
    expect(reasons).toEqual([]);
  });

  test.each([['text'], [null], [{ type: 'explode' }], [{ ...welcome, extra: 1 }]])(
    'ends the line when the host sends %j',
    async (frame) => {
      const host = createScene().open();
      const client = createClient(host.transport);
      host.sendRaw(frame);
      await expect(client.ready).rejects.toMatchObject({ code: 'DISCONNECTED' });
      await soon();
      expect(host.endedBecause()).toContain('cannot read');
    },
  );
});

describe('subscriptions', () => {
  test('takes a snapshot, then events, and acknowledges each once it is worked through', async () => {
    const { open, listener, seen } = createScene();
    const host = open();
    createClient(host.transport).subscribe('prompts', {}, listener);
    await host.say(welcome);
    const { id } = lastSubscribe(host.said);
    await host.say(emptySnapshot(id, 4), events(id, 5, 'a', 'b'), events(id, 7, 'c'));
    expect(seen).toEqual([
      ['snapshot', 4, []],
      ['events', 6, ['a', 'b']],
      ['events', 7, ['c']],
    ]);
    expect(host.said.filter((it) => it.type === 'ack')).toEqual([
      { type: 'ack', id, seq: 4 },
      { type: 'ack', id, seq: 6 },
      { type: 'ack', id, seq: 7 },
    ]);
  });

  test('a gap: asks again from the last event it has, under a new id, and ignores the old one', async () => {
    const { open, listener, seen } = createScene();
    const host = open();
    createClient(host.transport).subscribe('prompts', {}, listener);
    await host.say(welcome);
    const first = lastSubscribe(host.said).id;
    await host.say(emptySnapshot(first, 4), events(first, 6, 'lost one before'));
    const again = lastSubscribe(host.said);
    expect(again).toMatchObject({ resume: { epoch: 'epoch-1', seq: 4 } });
    expect(host.said).toContainEqual({ type: 'unsubscribe', id: first });
    await host.say(events(first, 7, 'late'), events(again.id, 5, 'e5', 'e6'));
    expect(seen).toEqual([
      ['snapshot', 4, []],
      ['events', 6, ['e5', 'e6']],
    ]);
  });

  test('a host that cannot mend the gap is asked for a snapshot, and then given up with GAP', async () => {
    const { open, listener, seen } = createScene();
    const host = open();
    createClient(host.transport).subscribe('prompts', {}, listener);
    await host.say(welcome);
    await host.say(emptySnapshot(lastSubscribe(host.said).id, 4));
    await host.say(events(lastSubscribe(host.said).id, 9, 'x'));
    await host.say(events(lastSubscribe(host.said).id, 9, 'x'));
    expect(lastSubscribe(host.said).resume).toBeUndefined();
    await host.say(events(lastSubscribe(host.said).id, 9, 'x'));
    expect(seen.at(-1)).toEqual(['fault', 'GAP']);
    expect(host.said.at(-1)).toMatchObject({ type: 'unsubscribe' });
  });

  test('after a lost line it goes on where it was, within the same epoch', async () => {
    const { open, listener, seen } = createScene();
    const host = open();
    const client = createClient(host.transport);
    client.subscribe('prompts', {}, listener);
    await host.say(welcome);
    await host.say(emptySnapshot(lastSubscribe(host.said).id, 4));
    host.end();
    await soon();
    const next = open();
    const again = client.reconnect(next.transport);
    await next.say(welcome);
    expect(await again).toEqual(welcome);
    expect(lastSubscribe(next.said)).toMatchObject({ resume: { epoch: 'epoch-1', seq: 4 } });
    await next.say(events(lastSubscribe(next.said).id, 5, 'e5'));
    expect(seen).toEqual([
      ['snapshot', 4, []],
      ['events', 5, ['e5']],
    ]);
  });

  test('in a new epoch only a snapshot counts, even when the numbers happen to follow', async () => {
    const { open, listener, seen } = createScene();
    const host = open();
    const client = createClient(host.transport);
    client.subscribe('prompts', {}, listener);
    await host.say(welcome);
    await host.say(emptySnapshot(lastSubscribe(host.said).id, 4));
    const next = open();
    void client.reconnect(next.transport);
    await next.say({ ...welcome, epoch: 'epoch-2' });
    await next.say(events(lastSubscribe(next.said).id, 5, 'of another epoch'));
    expect(lastSubscribe(next.said).resume).toBeUndefined();
    await next.say(emptySnapshot(lastSubscribe(next.said).id, 1));
    expect(seen).toEqual([
      ['snapshot', 4, []],
      ['snapshot', 1, []],
    ]);
  });

  test('ends with a fault when it is refused, or when an event is outside of the contract', async () => {
    const { open, listener, seen } = createScene();
    const host = open();
    const client = createClient(host.transport);
    client.subscribe('prompts', {}, listener);
    await host.say(welcome);
    await host.say({ type: 'refused', id: lastSubscribe(host.said).id, fault });
    client.subscribe('prompts', {}, listener);
    await soon();
    const { id } = lastSubscribe(host.said);
    await host.say(emptySnapshot(id, 0), { type: 'events', id, fromSeq: 1, toSeq: 1, values: ['odd'] });
    await host.say(events(id, 2, 'not wanted any more'));
    expect(seen).toEqual([
      ['fault', 'NOT_FOUND'],
      ['snapshot', 0, []],
      ['fault', 'UNSUPPORTED'],
    ]);
  });

  test('a closed subscription hears nothing more and does not come back with the next line', async () => {
    const { open, listener, seen } = createScene();
    const host = open();
    const client = createClient(host.transport);
    const subscription = client.subscribe('prompts', {}, listener);
    await host.say(welcome);
    const { id } = lastSubscribe(host.said);
    subscription.close();
    subscription.close();
    await host.say(emptySnapshot(id, 0));
    expect(host.said.filter((it) => it.type === 'unsubscribe')).toEqual([{ type: 'unsubscribe', id }]);
    const next = open();
    void client.reconnect(next.transport);
    await soon();
    expect(next.said.map((it) => it.type)).toEqual(['hello']);
    expect(seen).toEqual([]);
  });
});
