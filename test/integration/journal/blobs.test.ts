import { expect, describe, it } from 'vitest';
import { tamperUnseen } from './support/rawDatabase.ts';
import { appendAtHead, createJournalPath, openTestJournal, readRejection } from './support/testJournal.ts';

const helloSha256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

describe('a blob', () => {
  it('is kept by its SHA-256, once', async () => {
    const journal = await openTestJournal(createJournalPath());
    const window = Buffer.from('say hello now').subarray(4, 9);
    expect(await journal.putBlob(window)).toBe(helloSha256);
    expect(await journal.putBlob(new TextEncoder().encode('hello'))).toBe(helloSha256);
    expect(window.toString()).toBe('hello');
    expect(await journal.readBlob(helloSha256)).toEqual(new TextEncoder().encode('hello'));
    expect(await journal.readBlob('0'.repeat(64))).toBeUndefined();
    expect(await journal.verify()).toMatchObject({ ok: true, blobs: 1 });
  });

  it('may be empty, or large', async () => {
    const journal = await openTestJournal(createJournalPath());
    const large = new Uint8Array(3_000_000).fill(7);
    const empty = await journal.putBlob(new Uint8Array());
    expect(await journal.readBlob(empty)).toEqual(new Uint8Array());
    expect(Buffer.from((await journal.readBlob(await journal.putBlob(large))) ?? []).equals(large)).toBe(
      true,
    );
  });

  it('that was changed is never handed out, and stops no record', async () => {
    const path = createJournalPath();
    const journal = await openTestJournal(path);
    await journal.putBlob(Buffer.from('hello'));
    await journal.close();
    tamperUnseen(path, (database) => database.exec(`UPDATE blob SET bytes = x'00'`));

    const again = await openTestJournal(path);
    const refusal = await readRejection(again.readBlob(helloSha256));
    expect(refusal).toMatchObject({ code: 'JOURNAL_DAMAGED', message: expect.stringContaining(helloSha256) });
    await appendAtHead(again, ['{}']);
    expect((await again.verify()).findings).toEqual([
      { kind: 'blobDamaged', message: `blob ${helloSha256} no longer has this hash` },
    ]);
  });
});
