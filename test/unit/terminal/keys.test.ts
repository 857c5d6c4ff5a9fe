import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { UsableKey } from '../../../shared/model/identity.ts';
import { createClient, type Client } from '../../../shared/protocol/client.ts';
import { createMemoryTransportPair } from '../../../shared/protocol/memoryTransport.ts';
import type { Prompt } from '../../../shared/contract/promptArea.ts';
import { createFeedHub } from '../../../electron/app/router/feedHub.ts';
import { answerPrompts } from '../../../electron/terminal/rollout/answerPrompts.ts';
import { chooseKey } from '../../../electron/terminal/signoff/chooseKey.ts';
import { parseKeyOptions } from '../../../electron/terminal/signoff/keyOptions.ts';
import type { Terminal } from '../../../electron/terminal/terminal.ts';
import { createFakeApp } from '../protocol/fakeApp.ts';
import { until } from '../../fixtures/until.ts';

const place = { workingDirectory: '/home/li/shop' };
const inFile = (fingerprint: string, path: string): UsableKey => ({
  source: { kind: 'file', path },
  person: 'li',
  fingerprint,
  keyKind: 'ed25519',
  comment: 'li@desk',
});
const inAgent = (fingerprint: string): UsableKey => ({
  ...inFile(fingerprint, ''),
  source: { kind: 'agent', fingerprint },
});

async function clientOf(app: ReturnType<typeof createFakeApp>): Promise<Client> {
  const line = createMemoryTransportPair();
  app.connect(line.host);
  const client = createClient(line.client);
  await client.ready;
  return client;
}

const withKeys = (...keys: readonly UsableKey[]): Promise<Client> =>
  clientOf(createFakeApp({ handlers: { 'identity.keys': async () => ({ keys: [...keys] }) } }));

describe('the key that somebody means', () => {
  it('is the one that was named, below where we are', async () => {
    const client = await withKeys();
    const file = await chooseKey(client, { person: 'li', key: 'keys/li' }, place);
    expect(file).toEqual({ kind: 'file', path: '/home/li/shop/keys/li' });
    const held = await chooseKey(client, { person: 'li', agent: 'SHA256:abc' }, place);
    expect(held).toEqual({ kind: 'agent', fingerprint: 'SHA256:abc' });
  });

  it('is the only one of that person; one that lies in a file and is held by the agent is one', async () => {
    const one = await withKeys(inFile('SHA256:a', '/k/a'));
    expect(await chooseKey(one, { person: 'li' }, place)).toEqual({ kind: 'file', path: '/k/a' });
    const twice = await withKeys(inFile('SHA256:a', '/k/a'), inAgent('SHA256:a'));
    expect(await chooseKey(twice, { person: 'li' }, place)).toMatchObject({ kind: 'agent' });
    const other = await withKeys(inFile('SHA256:a', '/k/a'), inAgent('SHA256:b'));
    expect(await chooseKey(other, { person: 'li', agent: true }, place)).toMatchObject({
      fingerprint: 'SHA256:b',
    });
  });

  it('is asked for where there are several, each as it is to be written, and where there is none', async () => {
    const several = await withKeys(inFile('SHA256:a', '/k/a'), inAgent('SHA256:b'));
    await expect(chooseKey(several, { person: 'li' }, place)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: [
        expect.stringMatching(/^--key \/k\/a {2}\(ed25519, SHA256:a, li@desk\)$/),
        expect.stringMatching(/^--agent SHA256:b {2}\(ed25519, li@desk\)$/),
      ],
    });
    await expect(chooseKey(await withKeys(), { person: 'li' }, place)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const onlyFile = await withKeys(inFile('SHA256:a', '/k/a'));
    await expect(chooseKey(onlyFile, { person: 'li', agent: true }, place)).rejects.toThrow(
      /agent holds no key of li/,
    );
  });

  it('belongs to somebody, and is not two', () => {
    expect(parseKeyOptions({})).toBeUndefined();
    expect(parseKeyOptions({ as: 'li', agent: true })).toMatchObject({ person: 'li', agent: true });
    expect(() => parseKeyOptions({ key: 'k' })).toThrow(/not whose it is/);
    expect(() => parseKeyOptions({ as: 'li', key: 'k', agent: true })).toThrow(/two different keys/);
  });
});

/** Hardware keys are not at hand in tests: what the app asks for is played. */
describe('what a key asks for', () => {
  const prompt = (kind: Prompt['kind'], promptId: string): Prompt => ({
    promptId,
    kind,
    subject: 'the key of li',
    attempt: 1,
  });
  const withoutTerminal = (told: string[]): Terminal => ({
    out: output(told),
    err: output(told),
    canAsk: false,
    input: new PassThrough(),
    workingDirectory: '/',
    environment: {},
    now: () => new Date(0),
    onInterrupt: () => () => undefined,
  });
  const output = (told: string[]): Terminal['out'] => ({
    write: (text) => void told.push(text),
    isTerminal: false,
    columns: () => 80,
    rows: () => 24,
    isClosed: () => false,
    onClosed: () => () => undefined,
    stream: new PassThrough(),
  });

  it('a touch is only told of: it needs a hand, and no terminal', async () => {
    const answered: string[] = [];
    const open = [prompt('touch', 'one'), prompt('pin', 'two')];
    const prompts = createFeedHub({ feed: 'prompts', snapshot: () => open });
    const client = await clientOf(
      createFakeApp({
        feeds: { prompts },
        handlers: {
          'prompts.answer': async ({ promptId, answer }) => {
            answered.push(`${promptId}: ${answer ?? 'declined'}`);
            return {};
          },
        },
      }),
    );
    const told: string[] = [];
    const stop = answerPrompts(client, { terminal: withoutTerminal(told) });
    await until('the PIN is declined', () => answered.length > 0);
    stop();
    expect(told[0]).toBe('Touch the key of li now.\n');
    expect(told[1]).toBe('A PIN is needed for the key of li, and there is no terminal to ask on.\n');
    expect(answered).toEqual(['two: declined']);
  });
});
