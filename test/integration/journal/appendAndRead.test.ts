import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCallQueue } from '../../../electron/journal/callQueue.ts';
import { genesisHead } from '../../../electron/journal/chain.ts';
import { readHeadMark } from '../../../electron/journal/headMark.ts';
import { openJournalStore } from '../../../electron/journal/journalStore.ts';
import { openHeadMark, type OpenMark } from '../../../electron/journal/openMark.ts';
import {
  appendAtHead,
  appendNumbers,
  createJournalPath,
  openTestJournal,
  readMarkSeq,
  readRejection,
} from './support/testJournal.ts';

describe('a journal', () => {
  it('is empty when new: head 0, the genesis value, a mark from the beginning', async () => {
    const path = createJournalPath();
    const journal = await openTestJournal(path);
    expect(await journal.head()).toEqual(genesisHead);
    expect(await journal.read({ afterSeq: 0, limit: 10 })).toEqual([]);
    expect(readHeadMark(path)).toEqual({ kind: 'present', head: genesisHead });
  });

  it('keeps what was appended, in order, and finds it again after it was closed', async () => {
    const path = createJournalPath();
    const first = await openTestJournal(path);
    const result = await first.append({
      expectedSeq: 0,
      bodies: ['{"n":1}', '{"who":"Žofie 🚦"}', '{"n":1}'],
    });
    await first.close();

    const second = await openTestJournal(path, { create: false });
    const rows = await second.read({ afterSeq: 0, limit: 10 });
    expect(result).toEqual({ kind: 'appended', rows });
    expect(rows.map(({ seq, body }) => [seq, body])).toEqual([
      [1, '{"n":1}'],
      [2, '{"who":"Žofie 🚦"}'],
      [3, '{"n":1}'],
    ]);
    expect(await second.head()).toEqual({ seq: 3, chainSha256: rows[2]?.chainSha256 });
    expect(await second.read({ afterSeq: 1, limit: 1 })).toEqual([rows[1]]);
    expect(await second.read({ afterSeq: 9, limit: 1 })).toEqual([]);
  });

  it('writes nothing for one who believes in another head, and names the true one', async () => {
    const journal = await openTestJournal(createJournalPath());
    await appendNumbers(journal, 1, 2);
    const head = await journal.head();
    expect(await journal.append({ expectedSeq: 1, bodies: ['{}', '{}'] })).toEqual({ kind: 'moved', head });
    expect(await journal.append({ expectedSeq: 3, bodies: ['{}'] })).toEqual({ kind: 'moved', head });
    expect(await journal.head()).toEqual(head);
  });

  it('compares each of many waiting appends with the head as the one before left it', async () => {
    const journal = await openTestJournal(createJournalPath());
    const results = await Promise.all([
      journal.append({ expectedSeq: 0, bodies: ['{"n":1}', '{"n":2}'] }),
      journal.append({ expectedSeq: 0, bodies: ['{"late":true}'] }),
      journal.append({ expectedSeq: 2, bodies: ['{"n":3}'] }),
    ]);
    expect(results.map(({ kind }) => kind)).toEqual(['appended', 'moved', 'appended']);
    expect((await journal.verify()).records).toBe(3);
  });

  it('refuses a body of two lines, and the others of that append with it', async () => {
    const journal = await openTestJournal(createJournalPath());
    const refusal = await readRejection(journal.append({ expectedSeq: 0, bodies: ['{}', '{"a":\n1}'] }));
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringMatching(/^Body 2 /) });
    expect((await journal.head()).seq).toBe(0);
  });

  it('refuses numbers and hashes that are none', async () => {
    const journal = await openTestJournal(createJournalPath());
    for (const call of [
      journal.append({ expectedSeq: -1, bodies: [] }),
      journal.read({ afterSeq: 0.5, limit: 1 }),
      journal.read({ afterSeq: 0, limit: Number.NaN }),
      journal.readBlob('../etc/passwd'),
    ]) {
      expect(await readRejection(call)).toMatchObject({ code: 'INVALID_INPUT' });
    }
  });

  it('says that it is closed to one who comes later, and may be closed twice', async () => {
    const journal = await openTestJournal(createJournalPath());
    await journal.close();
    await journal.close();
    expect(await readRejection(journal.head())).toMatchObject({
      code: 'INTERNAL',
      message: expect.stringMatching(/closed/),
    });
  });

  it('may be checked with stock sha256sum alone', async () => {
    const path = createJournalPath();
    const journal = await openTestJournal(path);
    await appendAtHead(journal, [
      '{"n":1}',
      '{"text":"back\\\\slash, \\"quotes\\", $(x) `y` \\u0000"}',
      '{"who":"Žofie 🚦"}',
    ]);
    const rows = await journal.read({ afterSeq: 0, limit: 10 });
    const bodiesPath = join(dirname(path), 'bodies.jsonl');
    writeFileSync(bodiesPath, rows.map(({ body }) => `${body}\n`).join(''));
    const script = `
      chain=$(printf '%064d' 0)
      while IFS= read -r body; do
        hash=$(printf '%s' "$body" | sha256sum | cut -c1-64)
        chain=$(printf '%s\\n%s\\n' "$chain" "$hash" | sha256sum | cut -c1-64)
        echo "$hash $chain"
      done < "$1"`;
    const output = execFileSync('sh', ['-c', script, 'sh', bodiesPath], { encoding: 'utf8' });
    expect(output).toBe(rows.map((row) => `${row.bodySha256} ${row.chainSha256}\n`).join(''));
  });
});

describe('durability', () => {
  it('is synchronous=FULL still after the first write, and with every other setting as set', () => {
    const path = createJournalPath();
    const store = openJournalStore({ path, create: true, busyTimeoutMs: 1_000 }, () => undefined);
    store.append([{ expectedSeq: 0, bodies: ['{}'] }]);
    const settings = Object.fromEntries(
      'journal_mode synchronous fullfsync checkpoint_fullfsync trusted_schema cell_size_check foreign_keys recursive_triggers busy_timeout'
        .split(' ')
        .map((name) => [name, store.database.pragma(name, { simple: true })]),
    );
    store.close();
    expect(settings).toEqual({
      journal_mode: 'wal',
      synchronous: 2,
      fullfsync: 1,
      checkpoint_fullfsync: 1,
      trusted_schema: 0,
      cell_size_check: 1,
      foreign_keys: 1,
      recursive_triggers: 1,
      busy_timeout: 1_000,
    });
  });

  it('is asked for at each append: nothing is written while it is less than FULL', () => {
    const store = openJournalStore(
      { path: createJournalPath(), create: true, busyTimeoutMs: 1_000 },
      () => undefined,
    );
    store.database.pragma('synchronous = NORMAL');
    expect(() => store.append([{ expectedSeq: 0, bodies: ['{}'] }])).toThrow(/synchronous at 1 instead of 2/);
    expect(store.head().seq).toBe(0);
    store.close();
  });

  /** A fake, because a file that is there and open takes such a write from every file system that works. */
  it('says when records are committed but not marked, tells of them, and goes on only with a mark', () => {
    const path = createJournalPath();
    let isBroken = false;
    const openMark = (of: string): OpenMark => {
      const mark = openHeadMark(of);
      return {
        ...mark,
        write(...args) {
          if (isBroken) throw Object.assign(new Error('EIO: i/o error, write'), { code: 'EIO' });
          mark.write(...args);
        },
      };
    };
    const seen: number[] = [];
    const options = { path, create: true, busyTimeoutMs: 1_000 };
    const store = openJournalStore(options, (rows) => seen.push(...rows.map(({ seq }) => seq)), openMark);
    const answers: unknown[] = [];
    const queue = createCallQueue(store, path, (message) => answers.push(message));
    const append = (n: number) =>
      queue.perform([{ id: n, call: { kind: 'append', expectedSeq: n - 1, bodies: [`{"n":${n}}`] } }]);

    append(1);
    isBroken = true;
    append(2);
    append(3);
    isBroken = false;
    append(3);
    store.close();
    expect(answers).toMatchObject([
      { kind: 'answered', id: 1 },
      {
        id: 2,
        fault: { code: 'JOURNAL_UNWRITABLE', message: expect.stringMatching(/up to 2 are committed/) },
      },
      { id: 3, fault: { code: 'JOURNAL_UNWRITABLE', message: expect.not.stringMatching(/committed/) } },
      { kind: 'answered', id: 3 },
    ]);
    expect(seen).toEqual([1, 2, 3]);
    expect(readMarkSeq(path)).toBe(3);
  });

  it('has the mark on the disk when the journal is closed, and within moments before', async () => {
    const path = createJournalPath();
    const store = openJournalStore({ path, create: true, busyTimeoutMs: 1_000 }, () => undefined);
    store.append([{ expectedSeq: 0, bodies: ['{}'] }]);
    expect(readMarkSeq(path)).toBe(1);
    store.flushMark();
    rmSync(`${path}.head`);
    store.flushMark(); // there is nothing to flush: it does not look for the file
    expect(() => store.append([{ expectedSeq: 1, bodies: ['{}'] }])).toThrow(/\.head\) is missing/);
    store.close();
  });
});
