import type { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { genesisHead, toBodySha256, toNextRow } from '../../../electron/journal/chain.ts';
import { verifyJournalFile } from '../../../electron/journal/verifyJournalFile.ts';
import { tamperUnseen } from './support/rawDatabase.ts';
import { createJournalPath, openTestJournal, readRejection, writeJournal } from './support/testJournal.ts';

const now = () => new Date();
const forgedBody = '{"n":"forged"}';

/** Rewrites the log from record `from` on, every hash made to fit: a chain alone cannot tell. */
function resign(database: DatabaseSync, from: number, to: number): void {
  let head = genesisHead;
  for (let seq = 1; seq <= to; seq += 1) {
    const next = toNextRow(head, seq >= from ? `{"forged":${seq}}` : `{"n":${seq}}`);
    database
      .prepare('UPDATE journal SET body = ?, body_sha256 = ?, chain_sha256 = ? WHERE seq = ?')
      .run(next.body, next.bodySha256, next.chainSha256, seq);
    head = next;
  }
}

function swap(database: DatabaseSync, columns: readonly string[], one: number, other: number): void {
  const [first, second] = [one, other].map((seq) =>
    database.prepare(`SELECT ${columns.join(', ')} FROM journal WHERE seq = ?`).get(seq),
  );
  const update = database.prepare(
    `UPDATE journal SET ${columns.map((name) => `${name} = ?`).join(', ')} WHERE seq = ?`,
  );
  update.run(...columns.map((name) => second?.[name] ?? null), one);
  update.run(...columns.map((name) => first?.[name] ?? null), other);
}

interface Case {
  readonly what: string;
  readonly kind: string;
  readonly seq: number;
  readonly tamper: (database: DatabaseSync) => void;
}

/** Twelve records; each case names the first record that verification must name. */
const cases: readonly Case[] = [
  {
    what: 'an edited body',
    kind: 'bodyChanged',
    seq: 5,
    tamper: (db) => db.prepare('UPDATE journal SET body = ? WHERE seq = 5').run(forgedBody),
  },
  {
    what: 'an edited body with its hash made to fit',
    kind: 'chainBroken',
    seq: 5,
    tamper: (db) =>
      db
        .prepare('UPDATE journal SET body = ?, body_sha256 = ? WHERE seq = 5')
        .run(forgedBody, toBodySha256(forgedBody)),
  },
  {
    what: 'an edited record with both hashes made to fit',
    kind: 'chainBroken',
    seq: 6,
    tamper: (db) => {
      const before = db.prepare('SELECT chain_sha256 FROM journal WHERE seq = 4').get();
      const row = toNextRow({ seq: 4, chainSha256: String(before?.['chain_sha256']) }, forgedBody);
      db.prepare('UPDATE journal SET body = ?, body_sha256 = ?, chain_sha256 = ? WHERE seq = 5').run(
        row.body,
        row.bodySha256,
        row.chainSha256,
      );
    },
  },
  {
    what: 'a deleted record',
    kind: 'gap',
    seq: 5,
    tamper: (db) => db.exec('DELETE FROM journal WHERE seq = 5'),
  },
  {
    what: 'the first record deleted',
    kind: 'gap',
    seq: 1,
    tamper: (db) => db.exec('DELETE FROM journal WHERE seq = 1'),
  },
  {
    what: 'a deleted record, the later ones moved up',
    kind: 'chainBroken',
    seq: 5,
    tamper: (db) =>
      db.exec(
        'DELETE FROM journal WHERE seq = 5; UPDATE journal SET seq = -(seq - 1) WHERE seq > 5; UPDATE journal SET seq = -seq WHERE seq < 0',
      ),
  },
  {
    what: 'an inserted record, the later ones moved down',
    kind: 'chainBroken',
    seq: 5,
    tamper: (db) => {
      db.exec(
        'UPDATE journal SET seq = -(seq + 1) WHERE seq >= 5; UPDATE journal SET seq = -seq WHERE seq < 0',
      );
      const row = toNextRow(genesisHead, forgedBody);
      db.prepare('INSERT INTO journal VALUES (5, ?, ?, ?)').run(row.body, row.bodySha256, row.chainSha256);
    },
  },
  {
    what: 'two bodies exchanged',
    kind: 'bodyChanged',
    seq: 4,
    tamper: (db) => swap(db, ['body'], 4, 8),
  },
  {
    what: 'two records exchanged whole',
    kind: 'chainBroken',
    seq: 4,
    tamper: (db) => swap(db, ['body', 'body_sha256', 'chain_sha256'], 4, 8),
  },
  {
    what: 'a record put before the first',
    kind: 'outOfOrder',
    seq: 0,
    tamper: (db) =>
      db.exec('INSERT INTO journal SELECT 0, body, body_sha256, chain_sha256 FROM journal WHERE seq = 1'),
  },
  {
    what: 'the tail cut off',
    kind: 'truncated',
    seq: 10,
    tamper: (db) => db.exec('DELETE FROM journal WHERE seq >= 10'),
  },
  { what: 'everything deleted', kind: 'truncated', seq: 1, tamper: (db) => db.exec('DELETE FROM journal') },
  { what: 'the tail re-signed', kind: 'replaced', seq: 12, tamper: (db) => resign(db, 9, 12) },
  {
    what: 'the tail re-signed and longer than before',
    kind: 'replaced',
    seq: 12,
    tamper: (db) => {
      resign(db, 9, 12);
      const last = db.prepare('SELECT chain_sha256 FROM journal WHERE seq = 12').get();
      const row = toNextRow({ seq: 12, chainSha256: String(last?.['chain_sha256']) }, '{"n":13}');
      db.prepare('INSERT INTO journal VALUES (13, ?, ?, ?)').run(row.body, row.bodySha256, row.chainSha256);
    },
  },
];

describe('a journal that someone changed, guards taken off and put back', () => {
  it.each(cases)('shows $what', async ({ kind, seq, tamper }) => {
    const path = createJournalPath();
    await writeJournal(path, 12);
    tamperUnseen(path, tamper);

    const report = await verifyJournalFile({ path, now });
    expect(report.ok).toBe(false);
    expect(report.findings[0]).toMatchObject({ kind, seq });
    expect(await readRejection(openTestJournal(path))).toMatchObject({
      code: 'JOURNAL_DAMAGED',
      wayOut: expect.stringMatching(/backup/),
    });
  });

  it('lists each changed record, and condemns no sound one after it', async () => {
    const path = createJournalPath();
    await writeJournal(path, 12);
    tamperUnseen(path, (database) => database.exec(`UPDATE journal SET body = '{}' WHERE seq IN (3, 7, 8)`));
    const report = await verifyJournalFile({ path, now });
    expect(report.findings.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['bodyChanged', 3],
      ['bodyChanged', 7],
      ['bodyChanged', 8],
    ]);
  });

  it('lists a thousand findings and counts the others', async () => {
    const path = createJournalPath();
    const journal = await openTestJournal(path);
    await journal.append({ expectedSeq: 0, bodies: Array.from({ length: 1_500 }, (_, n) => `{"n":${n}}`) });
    await journal.close();
    tamperUnseen(path, (database) => database.exec(`UPDATE journal SET body = '{}'`));
    const { findings } = await verifyJournalFile({ path, now });
    expect(findings).toHaveLength(1_001);
    expect(findings.at(-1)).toEqual({
      kind: 'furtherFindings',
      message: '500 further findings are not listed',
    });
  });

  it('hands out no changed record, even one that the fast check at the start did not reach', async () => {
    const path = createJournalPath();
    const writer = await openTestJournal(path);
    await writer.append({ expectedSeq: 0, bodies: Array.from({ length: 1_500 }, (_, n) => `{"n":${n}}`) });
    await writer.close();
    tamperUnseen(path, (database) => database.exec(`UPDATE journal SET body = '{}' WHERE seq = 100`));

    const journal = await openTestJournal(path);
    const refusal = await readRejection(journal.read({ afterSeq: 0, limit: 2_000 }));
    expect(refusal).toMatchObject({
      code: 'JOURNAL_DAMAGED',
      message: expect.stringMatching(/record 100 was changed/),
    });
    // and from then on nothing is built on it
    const later = await readRejection(journal.append({ expectedSeq: 1_500, bodies: ['{}'] }));
    expect(later).toMatchObject({ code: 'JOURNAL_DAMAGED' });
    expect((await journal.verify()).findings[0]).toMatchObject({ kind: 'bodyChanged', seq: 100 });
  });
});
