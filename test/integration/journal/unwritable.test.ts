import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FaultData } from '../../../shared/protocol/fault.ts';
import type { Finding } from '../../../electron/journal/journal.ts';
import { startChild, startScript, toScriptPath, type Child } from './support/child.ts';
import { createJournalPath, writeJournal } from './support/testJournal.ts';

interface Outcome {
  readonly acknowledged: number;
  readonly fault?: FaultData;
  readonly headSeq: number;
  readonly findings: readonly Finding[];
}

async function readOutcome(child: Child): Promise<Outcome> {
  await child.ended;
  return JSON.parse(child.lines.join('\n'));
}

/** Every acknowledged record is there; one more only when the fault said so. */
function expectHonestRefusal({ acknowledged, fault, headSeq, findings }: Outcome): void {
  expect(fault).toMatchObject({ code: 'JOURNAL_UNWRITABLE', wayOut: expect.stringMatching(/space/) });
  expect(acknowledged).toBeGreaterThan(0);
  expect(headSeq).toBe(fault?.message.includes('are committed') === true ? acknowledged + 1 : acknowledged);
  expect(findings).toEqual([]);
}

/** File systems can be mounted in a namespace of their own, which ends with its process, where the kernel allows it. */
const mountCommand = 'mount -t tmpfs -o size=700k tmpfs "$1"';

function canMount(folder: string): boolean {
  return spawnSync('unshare', ['-rm', 'sh', '-c', mountCommand, 'sh', folder]).status === 0;
}

describe('a journal that cannot be written', () => {
  it('because a file may not grow any more, refuses the record and keeps the others', async () => {
    const path = createJournalPath();
    const script = `ulimit -f 300; exec "$0" "$@"`;
    const child = startChild('bash', [
      '-c',
      script,
      process.execPath,
      toScriptPath('fillDisk.ts'),
      path,
      '1000',
    ]);
    expectHonestRefusal(await readOutcome(child));
  });

  it('because the disk is full, refuses the record and keeps the others', async () => {
    const path = createJournalPath();
    const folder = dirname(path);
    const fill = [process.execPath, toScriptPath('fillDisk.ts'), path, '1000'];
    const child = canMount(folder)
      ? startChild('unshare', [
          '-rm',
          'sh',
          '-c',
          `${mountCommand} && shift && exec "$@"`,
          'sh',
          folder,
          ...fill,
        ])
      : startChild('bash', ['-c', 'ulimit -f 200; exec "$@"', 'bash', ...fill]);
    expectHonestRefusal(await readOutcome(child));
  });

  it.each([
    ['the files', 0o777, 0o444],
    ['the folder', 0o555, 0o666],
    ['the files and the folder', 0o555, 0o444],
  ])('because %s are read-only, is not opened', async (_, folderMode, fileMode) => {
    const path = createJournalPath();
    await writeJournal(path, 3);
    const before = readFileSync(path);
    for (const file of [path, `${path}.head`]) chmodSync(file, fileMode);
    chmodSync(dirname(path), folderMode);
    // Permissions do not bind root, so the app runs as nobody then.
    const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const outcome = await readOutcome(startScript('fillDisk.ts', [path, '4'], asNobody));
    chmodSync(dirname(path), 0o755);
    expect(outcome).toMatchObject({ acknowledged: 0, headSeq: 0, fault: { code: 'JOURNAL_UNWRITABLE' } });
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});
