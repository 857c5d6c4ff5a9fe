import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { App } from '../../../electron/app/createApp.ts';
import type { JournalFilter } from '../../../shared/contract/journalArea.ts';
import { createChannelTransport } from '../../../shared/protocol/channelTransport.ts';
import { openApp } from '../../fixtures/openApp.ts';
import { timed } from '../lib/statistics.ts';
import { untilIndexed } from './untilIndexed.ts';
import { watchThread } from './watchThread.ts';
import type { UseOfJournal } from './measureUse.ts';

/** node useJournal.ts <workspace> prepare|measure: opens the app on it, asks, verifies, closes; prints what it took. */
const [workspace = '', task = ''] = process.argv.slice(2);

const filters: readonly JournalFilter[] = [
  { person: 'ann' },
  { person: 'nobody' },
  { kinds: ['stepFinished'] },
  { kinds: ['stepBegun', 'stepFinished'] },
  { kinds: ['rolloutFinished'] },
  { service: 'shop' },
  { environment: 'staging' },
  { host: 'web-3' },
  { rolloutId: 'rollout-77' },
  { service: 'shop', environment: 'production', person: 'ann', kinds: ['stepFinished'], host: 'web-9' },
  { fromAt: '2026-01-01T10:00:00.000Z' },
  { fromAt: '2026-01-01T10:00:00.000Z', toAt: '2026-01-02T01:00:00.000Z', host: 'web-1' },
  { text: 'ok' },
  { text: 'web-3 drain' },
  { text: 'web' },
  { text: 'rollout-12' },
  { text: 'nothing of this kind' },
  { text: '12' },
  { text: 'asked for shop', environment: 'staging' },
  { text: 'begins', host: 'web-10', fromAt: '2026-01-01T10:00:00.000Z' },
];

async function use(): Promise<UseOfJournal> {
  const window = await openWindow();
  const thread = watchThread();
  const opening = await timed(() => openApp(workspace, { readOnly: true }));
  const { client } = opening.value;
  const start = thread.take();

  const stating = await timed(() => readStateIn(window, opening.value.app));
  const first = await timed(() => client.call('journal.query', { filter: {}, offset: 0, limit: 100 }));
  const state = thread.take();
  if (task === 'prepare') await untilIndexed(client);

  const filterMs: number[] = [];
  const deepMs: number[] = [];
  for (const filter of filters) {
    const asked = await timed(() => client.call('journal.query', { filter, offset: 0, limit: 100 }));
    if (asked.value.indexedSeq !== undefined) throw new Error('the journal is not indexed');
    filterMs.push(asked.ms);
    const offset = Math.floor(asked.value.total * 0.7);
    deepMs.push((await timed(() => client.call('journal.query', { filter, offset, limit: 100 }))).ms);
  }
  const filtering = thread.take();

  const report = await client.call('journal.verify', {});
  if (!report.ok) throw new Error(JSON.stringify(report.findings));
  const verification = thread.take();
  await opening.value.close();
  const closing = thread.take();
  thread.stop();
  return {
    openMs: opening.ms,
    firstRecordsMs: first.ms,
    stateMs: stating.ms,
    filterMs,
    deepMs,
    blockMs: { start, state, filters: filtering, verification, closing },
    stateBytes: stating.value,
  };
}

/** Comes up beside the app, as a page does, so that its own start is nobody's wait for the state. */
async function openWindow(): Promise<Worker> {
  const window = new Worker(new URL('./stateReader.ts', import.meta.url));
  await once(window, 'message');
  return window;
}

/** How many bytes the state has, once another thread holds it, parsed and checked as a page does. */
async function readStateIn(window: Worker, app: App): Promise<number> {
  const line = createChannelTransport({
    // As the loopback host does: written here, read there.
    post: (frame) => window.postMessage(JSON.stringify(frame)),
    shut: () => undefined,
  });
  try {
    return await new Promise<number>((resolve, reject) => {
      window.on('error', reject);
      window.on('message', (message: string | { stateBytes?: number; fault?: string }) => {
        if (typeof message === 'string') line.deliver(JSON.parse(message));
        else if (message.stateBytes === undefined) reject(new Error(message.fault));
        else resolve(message.stateBytes);
      });
      app.connect(line.transport);
      window.postMessage('begin');
    });
  } finally {
    line.closed('the window was closed');
    await window.terminate();
  }
}

console.log(JSON.stringify(await use()));
