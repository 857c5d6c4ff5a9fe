import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  readCheckpoint,
  toCheckpointPath,
  writeCheckpoint,
} from '../../../electron/app/checkpoint/checkpointFile.ts';
import { createCheckpointKeeper } from '../../../electron/app/checkpoint/checkpointKeeper.ts';
import { createStateStore } from '../../../electron/app/stateStore.ts';
import { createVerificationService } from '../../../electron/app/verificationService.ts';
import { verifyWorkspaceJournal } from '../../../electron/app/verifyWorkspaceJournal.ts';
import { openJournal } from '../../../electron/journal/openJournal.ts';
import type { JournalState } from '../../../shared/journal/state.ts';
import { writeLongJournal, writeRecords } from '../../fixtures/longJournal.ts';
import { hostFinished, stepBegun, toRecords } from '../../fixtures/records.ts';

const length = 2_500;
let made: string;
/** A journal; the checkpoint that closing it left behind; and one forged by somebody who knows the format. */
beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'signalbox-checkpoint-'));
  const path = join(made, 'journal.db');
  await writeLongJournal(path, length);
  await (await open(path)).close();
  const honest = await readCheckpoint(toCheckpointPath(path), async () => true);
  if (!honest) throw new Error('closing left no checkpoint');
  const state = { ...honest.state, configurationSha256: 'forged' };
  await writeCheckpoint(`${path}.forged`, { ...honest, state });
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

/** The journal in a folder of the test's own. */
function given(checkpoint: 'none' | 'honest' | 'forged'): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-checkpoint-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(made, folder, { recursive: true });
  const path = join(folder, 'journal.db');
  if (checkpoint === 'none') rmSync(toCheckpointPath(path));
  if (checkpoint === 'forged') renameSync(`${path}.forged`, toCheckpointPath(path));
  return path;
}

/** What an app that opens the journal has, before and after it looked. */
async function open(path: string) {
  const errors: unknown[] = [];
  const ports = {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    createId: () => randomUUID(),
    delay: () => Promise.reject(new Error('nobody waits here')),
    reportError: (error: unknown) => void errors.push(error),
  };
  const journal = await openJournal({ path, now: ports.now, create: false });
  const checkpoints = createCheckpointKeeper(journal, ports);
  const config = { userName: 'ann', machine: 'desk-1', appVersion: '0.0.0' };
  const store = await createStateStore(journal, config, ports, checkpoints);
  const verification = createVerificationService({ journal, store, checkpoints, ports });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= verification.dispose().then(async () => {
      await store.dispose();
      await journal.close();
    }));
  return { store, verification, errors, close };
}

const sealOf = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(toCheckpointPath(path), 'utf8').trimEnd().split('\n').at(-1) ?? '');

function changeSeal(path: string, change: object): void {
  const lines = readFileSync(toCheckpointPath(path), 'utf8').trimEnd().split('\n');
  lines[lines.length - 1] = JSON.stringify({ ...sealOf(path), ...change });
  writeFileSync(toCheckpointPath(path), `${lines.join('\n')}\n`);
}

async function stateOf(path: string): Promise<JournalState> {
  const { store, close } = await open(path);
  await close();
  return store.state();
}

const isForged = (state: JournalState): boolean => state.configurationSha256 === 'forged';

describe('a checkpoint of the state', () => {
  it('is what the next start goes on from, and comes to the same as the whole journal', async () => {
    const whole = await stateOf(given('none'));
    expect(JSON.parse(JSON.stringify(await stateOf(given('honest'))))).toEqual(
      JSON.parse(JSON.stringify(whole)),
    );
    expect(isForged(await stateOf(given('forged')))).toBe(true); // so it is really used
  });

  it('is gone on from with what was recorded since', async () => {
    const [path, bare] = [given('honest'), given('none')];
    const more = [stepBegun('rollout-7', 'web-1', 'drain'), hostFinished('rollout-7', 'web-1')];
    await writeRecords(path, toRecords(more, {}, length + 1));
    const state = await stateOf(path);
    expect(state.seq).toBe(length + 2);
    await writeRecords(bare, toRecords(more, {}, length + 1));
    expect(JSON.parse(JSON.stringify(state))).toEqual(JSON.parse(JSON.stringify(await stateOf(bare))));
  });

  it('is not made for a journal that is folded in no time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-checkpoint-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'journal.db');
    await writeLongJournal(path, 100);
    await stateOf(path);
    expect(existsSync(toCheckpointPath(path))).toBe(false);
  });

  it.each<[string, (path: string) => void]>([
    ['was cut', (path) => truncateSync(toCheckpointPath(path), 900)],
    [
      'lost its last byte but one',
      (path) => truncateSync(toCheckpointPath(path), readFileSync(toCheckpointPath(path)).length - 2),
    ],
    ['is empty', (path) => writeFileSync(toCheckpointPath(path), '')],
    [
      'had a word changed',
      (path) => {
        const text = readFileSync(toCheckpointPath(path), 'utf8');
        writeFileSync(toCheckpointPath(path), text.replace('succeeded', 'failed'));
      },
    ],
    ['is of another fold', (path) => changeSeal(path, { foldVersion: 0 })],
    ['is of a newer Signalbox', (path) => changeSeal(path, { format: 2 })],
    ['names another chain value', (path) => changeSeal(path, { chainSha256: 'a'.repeat(64) })],
    ['names a record that there is not', (path) => changeSeal(path, { seq: length + 1 })],
    ['names a record before its own', (path) => changeSeal(path, { seq: length - 1 })],
  ])('is left alone where it %s: the journal is folded from its first record', async (_, change) => {
    const path = given('forged');
    change(path);
    expect(isForged(await stateOf(path))).toBe(false);
  });

  it('is left alone where it is of another journal, which was put in this one’s place', async () => {
    const path = given('forged');
    for (const suffix of ['', '-wal', '-shm', '.head']) rmSync(`${path}${suffix}`, { force: true });
    await writeRecords(path, toRecords([stepBegun('r', 'web-1', 'stop')], { desktop: 'desk-2' }));
    const { seq, configurationSha256 } = await stateOf(path);
    expect({ seq, configurationSha256 }).toEqual({ seq: 1, configurationSha256: undefined });
  });

  it('is whole at any moment, though its process is killed while it saves', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'signalbox-checkpoint-')), 'state');
    const script = join(import.meta.dirname, 'children/saveForever.ts');
    const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => {
      child.kill('SIGKILL');
      rmSync(join(path, '..'), { recursive: true, force: true });
    });
    await once(child.stdout, 'data');
    for (let look = 0; look < 20; look += 1) {
      expect((await readCheckpoint(path, async () => true))?.state.seq).toBe(5_000);
    }
    child.kill('SIGKILL');
    await once(child, 'close');
    expect((await readCheckpoint(path, async () => true))?.state.seq).toBe(5_000);
  });
});

describe('a forged checkpoint', () => {
  it('is found out by verifying in the app, thrown away, and not saved again', async () => {
    const path = given('forged');
    const { store, verification, errors, close } = await open(path);
    expect(isForged(store.state())).toBe(true);
    const report = await verification.verify();
    expect(report.ok).toBe(false);
    expect(report.findings.map(({ kind }) => kind)).toEqual(['stateDiffers']);
    expect(report.findings[0]?.message).toContain(
      `journal.db.state is not what the records up to ${length} come to`,
    );
    expect(existsSync(toCheckpointPath(path))).toBe(false);
    await close();
    expect(existsSync(toCheckpointPath(path))).toBe(false);
    expect(errors).toEqual([]);
    expect(isForged(await stateOf(path))).toBe(false);
  });

  it('is found out by verifying the workspace from outside', async () => {
    const path = given('honest');
    const config = { workspaceDirectory: '/nowhere', journalPath: path };
    const ports = { now: () => new Date() };
    expect(await verifyWorkspaceJournal(config, ports)).toMatchObject({ ok: true, findings: [] });
    renameSync(`${path}.forged`, toCheckpointPath(path));
    expect((await verifyWorkspaceJournal(config, ports)).findings.map(({ kind }) => kind)).toEqual([
      'stateDiffers',
    ]);
    expect(await verifyWorkspaceJournal(config, ports)).toMatchObject({ ok: true, findings: [] });
  });

  it('of another journal, which no start would use, is nobody’s finding', async () => {
    const path = given('forged');
    changeSeal(path, { chainSha256: 'a'.repeat(64) });
    const config = { workspaceDirectory: '/nowhere', journalPath: path };
    expect(await verifyWorkspaceJournal(config, { now: () => new Date() })).toMatchObject({ ok: true });
  });

  it('is not blamed for an honest state', async () => {
    const { verification, close } = await open(given('honest'));
    expect(await verification.verify()).toMatchObject({ ok: true, findings: [], records: length });
    await close();
  });
});
