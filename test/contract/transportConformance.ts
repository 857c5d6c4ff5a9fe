import { afterEach, describe, expect, test } from 'vitest';
import type { Frame } from '../../shared/protocol/frames.ts';
import type { Transport } from '../../shared/protocol/transport.ts';
import { describeFeedsOver } from './feedConformance.ts';
import { describeHostileClientsOf } from './hostileClients.ts';
import { eventually } from './eventually.ts';

/** One kind of line. The suite opens as many as it needs and disposes of everything at the end. */
export interface LineKind {
  readonly name: string;
  open(): Promise<Line>;
  /** Resolves when nothing of it is left: no server, no socket, no listener. */
  dispose(): Promise<void>;
}

export interface Line {
  readonly client: Transport;
  readonly host: Transport;
  /** What this kind of line cannot carry. */
  readonly unsendable: unknown;
  /** Messages below the level of frames that a client in bad faith could send, and their names. */
  readonly hostile: Readonly<Record<string, () => void>>;
}

/** Every transport passes this suite, or it is not one. */
export function describeTransport(createKind: () => Promise<LineKind>, name: string): void {
  describe(`${name}: the line`, () => {
    let kind: LineKind | undefined;
    afterEach(async () => {
      await kind?.dispose();
      kind = undefined;
    });
    async function openLine(): Promise<Line> {
      kind ??= await createKind();
      return kind.open();
    }

    test('carries frames whole and in order, both ways at once', async () => {
      const { client, host } = await openLine();
      const up = collect(host);
      const down = collect(client);
      const sentUp = Array.from({ length: 1_000 }, (_, id) => call(id, { text: `${id}` }));
      const sentDown = Array.from({ length: 1_000 }, (_, id) => answer(id, [id, null, true, 'ü']));
      for (let index = 0; index < 1_000; index += 1) {
        client.send(sentUp[index] ?? call(0, {}));
        host.send(sentDown[index] ?? answer(0, {}));
      }
      await eventually(() => up.length + down.length).toBe(2_000);
      expect(up).toEqual(sentUp);
      expect(down).toEqual(sentDown);
    });

    test('delivers later, never within send, and what was sent is what it was then', async () => {
      const { client, host } = await openLine();
      const seen = collect(host);
      const value = { mutable: 'before' };
      client.send(call(1, value));
      value.mutable = 'after';
      expect(seen).toEqual([]);
      await eventually(() => seen).toEqual([call(1, { mutable: 'before' })]);
    });

    test('carries a frame of 8 MB to the client, and one of 500 KB to the host', async () => {
      const { client, host } = await openLine();
      const down = collect(client);
      const up = collect(host);
      host.send(answer(1, 'x'.repeat(8 * 1024 * 1024)));
      client.send(call(2, 'y'.repeat(500 * 1024)));
      await eventually(() => down.length + up.length).toBe(2);
      expect(down).toEqual([answer(1, 'x'.repeat(8 * 1024 * 1024))]);
      expect(up).toEqual([call(2, 'y'.repeat(500 * 1024))]);
    });

    test('carries any text, also what a terminal, a script tag or a parser would trip over', async () => {
      const { client, host } = await openLine();
      const seen = collect(client);
      const text = '\u0000\u001b[31m\u2028\u202e\ud800 </script> " \\ 𝒳 \r\n__proto__';
      host.send(answer(1, { [text]: text }));
      await eventually(() => seen).toEqual([answer(1, { [text]: text })]);
    });

    test.each(['client', 'host'] as const)(
      'closed by the %s: both are told once, with a reason',
      async (by) => {
        const line = await openLine();
        const told: string[] = [];
        line.client.onClose((reason) => told.push(`client: ${reason}`));
        line.host.onClose((reason) => told.push(`host: ${reason}`));
        const seen = [collect(line.client), collect(line.host)];
        line[by].close('enough');
        line[by].close('again');
        await eventually(() => told.toSorted()).toEqual(['client: enough', 'host: enough']);
        line.client.send(call(1, {}));
        line.host.send(answer(1, {}));
        let late = '';
        line.host.onClose((reason) => (late = reason));
        await eventually(() => late).toBe('enough');
        expect(seen).toEqual([[], []]);
        expect(told).toHaveLength(2);
      },
    );

    test('what was sent before the close still arrives', async () => {
      const { client, host } = await openLine();
      const seen = collect(client);
      const closed = new Promise<string>((resolve) => client.onClose(resolve));
      host.send(answer(1, 'last words'));
      host.close('done');
      expect(await closed).toBe('done');
      expect(seen).toEqual([answer(1, 'last words')]);
    });

    test('listeners that were taken away hear nothing', async () => {
      const { client, host } = await openLine();
      const gone: unknown[] = [];
      host.onFrame((frame) => gone.push(frame))();
      host.onClose((reason) => gone.push(reason))();
      const seen = collect(host);
      client.send(call(1, {}));
      await eventually(() => seen.length).toBe(1);
      const closed = new Promise((resolve) => host.onClose(resolve));
      client.close();
      await closed;
      expect(gone).toEqual([]);
    });

    test('a value that cannot be carried throws at the sender, and the line goes on', async () => {
      const { client, host, unsendable } = await openLine();
      const seen = collect(client);
      expect(() => host.send(answer(1, unsendable))).toThrow(/BigInt|clone/);
      host.send(answer(2, 'fine'));
      await eventually(() => seen).toEqual([answer(2, 'fine')]);
    });
  });

  describeFeedsOver(createKind, name);
  describeHostileClientsOf(createKind, name);
}

function collect(transport: Transport): unknown[] {
  const seen: unknown[] = [];
  transport.onFrame((frame) => seen.push(frame));
  return seen;
}

const call = (id: number, input: unknown): Frame => ({ type: 'call', id, method: 'test', input });
const answer = (id: number, output: unknown): Frame => ({ type: 'answer', id, ok: true, output });
