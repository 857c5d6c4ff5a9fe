import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreJournal } from '../../../electron/app/audit/restoreJournal.ts';
import type { AuditProgress } from '../../../shared/contract/auditArea.ts';
import { openJournal } from '../../../electron/journal/openJournal.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
import { tellWholeStory, toStored } from '../../fixtures/auditStory.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'signalbox-audit-'));
const workspace = join(folder, 'shop');
const journalPath = join(workspace, '.signalbox', 'journal.db');
const now = (): Date => new Date();
let app: OpenApp;

/** A workspace whose journal holds a whole quarter's story already. */
beforeAll(async () => {
  cpSync(new URL('../../../examples/shop', import.meta.url), workspace, { recursive: true });
  mkdirSync(join(workspace, '.signalbox'));
  const story = tellWholeStory();
  const journal = await openJournal({ path: journalPath, now, create: true });
  for (const bytes of story.blobs.values()) await journal.putBlob(bytes);
  await journal.append({ expectedSeq: 0, bodies: toStored(story.events).map((it) => it.body) });
  await journal.close();
  app = await openApp(workspace);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const period = { fromAt: '2026-01-01T00:00:00.000Z', toAt: '2026-04-01T00:00:00.000Z' };

/** Who gives a call up is answered at once; its thread ends a moment later. */
function untilIdle(): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const judge = (progress: AuditProgress): void => {
    if (progress.kind !== 'idle') return;
    subscription.close();
    resolve();
  };
  const subscription = app.client.subscribe(
    'audit',
    {},
    {
      onSnapshot: (progress) => queueMicrotask(() => judge(progress)),
      onEvents: (events) => events.forEach(judge),
      onFault: reject,
    },
  );
  return promise;
}

describe('the app, asked for evidence', () => {
  it('verifies sign-offs as well as the chain', async () => {
    expect(await app.client.call('journal.verify', {})).toMatchObject({ ok: true, findings: [] });
  });

  it('writes a bundle that verify.sh calls good, signed by a key that only its owner can read, and says so in the journal', async () => {
    const toPath = join(folder, 'q1');
    const done = await app.client.call('audit.export', { toPath, ...period, sample: { size: 2, seed: 's' } });
    expect(done).toMatchObject({ changes: 4, findings: 0, seed: 's' });
    const { stdout } = await run('sh', [join(toPath, 'verify.sh'), '--key', done.fingerprint]);
    expect(stdout).toMatch(/^GOOD {3}4 changes/);
    expect(statSync(join(workspace, '.signalbox', 'desktop_key')).mode & 0o777).toBe(0o600);

    const { records } = await app.client.call('journal.records', { afterSeq: 0, limit: 10_000 });
    const told = records.filter((it) => /desktopKeyCreated|evidenceExported/.test(it.event.kind));
    expect(told.map((it) => it.event.kind).slice(-2)).toEqual(['desktopKeyCreated', 'evidenceExported']);
    expect(told.at(-1)?.event).toMatchObject({ changes: 4, sumsSha256: done.sumsSha256 });
    expect(JSON.stringify(records)).not.toMatch(/PRIVATE KEY/);
  });

  it('prints a report whose words can be read: letters of other scripts, every change, page numbers', async () => {
    const { stdout } = await run('pdftotext', ['-layout', join(folder, 'q1', 'report.pdf'), '-']);
    for (const words of [
      'Evidence of changes',
      '„Иван“',
      'shop 1.3.1 to production',
      'page 6',
      'for the auditor',
    ]) {
      expect(stdout).toContain(words);
    }
  });

  it('packs the same into one .zip, and leaves nothing behind when it is given up', async () => {
    const toPath = join(folder, 'q1.zip');
    await app.client.call('audit.export', { toPath, ...period });
    expect(readFileSync(toPath).subarray(0, 2).toString()).toBe('PK');
    const abort = new AbortController();
    const givenUp = app.client.call(
      'audit.export',
      { toPath: join(folder, 'never'), ...period },
      { signal: abort.signal },
    );
    abort.abort();
    await expect(givenUp).rejects.toMatchObject({ code: 'CANCELLED' });
    await untilIdle();
    const taken = app.client.call('audit.export', { toPath, ...period });
    await expect(taken).rejects.toMatchObject({ message: expect.stringContaining('exists already') });
    expect(readdirSync(folder).toSorted()).toEqual(['q1', 'q1.zip', 'shop']);
  });

  it('backs the journal up; the copy is put back only when it is intact, and what it replaces is kept', async () => {
    const made = await app.client.call('audit.backup', {});
    expect((await app.client.call('audit.backups', {})).backups).toEqual([made]);
    await app.close();
    const ports = { now, monotonicMs: () => performance.now(), createId: () => crypto.randomUUID() };
    const config = { machine: 'test-desktop', appVersion: '0', userName: 'ann' };
    const backupPath = join(workspace, '.signalbox', 'backups', made.file);

    const bad = join(folder, 'bad.db');
    const bytes = readFileSync(backupPath);
    // Everywhere: pages keep the remains of what was moved elsewhere, and those are in no record.
    for (let at = bytes.indexOf('1.1.0'); at >= 0; at = bytes.indexOf('1.1.0', at)) bytes.write('1.1.9', at);
    writeFileSync(bad, bytes);
    cpSync(`${backupPath}.head`, `${bad}.head`);
    const refused = restoreJournal({ journalPath, backupPath: bad }, config, ports);
    await expect(refused).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' });

    const { keptAs } = await restoreJournal({ journalPath, backupPath }, config, ports);
    expect(keptAs && statSync(keptAs).size).toBeGreaterThan(0);
    app = await openApp(workspace);
    const { records } = await app.client.call('journal.records', { afterSeq: made.headSeq, limit: 10 });
    expect(records[0]?.event).toMatchObject({ kind: 'journalRestored', headSeq: made.headSeq });
  });
});
