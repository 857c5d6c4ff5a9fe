import { describe, expect, it } from 'vitest';
import {
  decideBackupsToRemove,
  isBackupDue,
  parseBackupName,
  toBackupName,
  type BackupFile,
} from '../../../electron/audit/backups/decideBackups.ts';
import { toCsv } from '../../../electron/audit/bundle/toCsv.ts';
import { decideDifferences } from '../../../electron/audit/reconcile/decideDifferences.ts';
import { parseInstalled } from '../../../electron/audit/reconcile/parseInstalled.ts';
import { drawSample } from '../../../electron/audit/sample.ts';
import { environmentName, hostName, serviceName } from '../../../shared/model/names.ts';
import { reduceAll } from '../../../shared/journal/reduce.ts';
import { emptyJournalState } from '../../../shared/journal/state.ts';
import { hostFinished, requested, toRecords } from '../../fixtures/records.ts';

const backupAt = (at: string, headSeq = 7): BackupFile => {
  const parsed = parseBackupName(toBackupName(at, headSeq));
  if (!parsed) throw new Error('a name that was made cannot be read');
  return parsed;
};

describe('backups', () => {
  it('are due once a day, and not while nothing was recorded', () => {
    const last = [backupAt('2026-01-01T08:00:00.000Z')];
    const tomorrow = new Date('2026-01-02T08:00:00.000Z');
    expect(isBackupDue([], { now: tomorrow, headSeq: 0 })).toBe(false);
    expect(isBackupDue([], { now: tomorrow, headSeq: 1 })).toBe(true);
    expect(isBackupDue(last, { now: tomorrow, headSeq: 8 })).toBe(true);
    expect(isBackupDue(last, { now: tomorrow, headSeq: 7 })).toBe(false);
    expect(isBackupDue(last, { now: new Date('2026-01-02T07:00:00.000Z'), headSeq: 8 })).toBe(false);
  });

  it('are kept by number and age: the newest five, one a day for two weeks, one a month for a year', () => {
    const now = new Date('2026-06-30T12:00:00.000Z');
    const daily = Array.from({ length: 400 }, (_, index) =>
      backupAt(new Date(now.getTime() - index * 86_400_000).toISOString()),
    );
    const removed = new Set(decideBackupsToRemove(daily, now));
    const kept = daily.filter((it) => !removed.has(it));
    expect(kept.slice(0, 15)).toEqual(daily.slice(0, 15));
    expect(kept.length).toBeGreaterThanOrEqual(15 + 10);
    expect(kept.length).toBeLessThanOrEqual(15 + 13);
    expect(decideBackupsToRemove(daily.slice(300, 305), now)).toEqual([]);
  });
});

describe('what a host says was installed', () => {
  const place = {
    service: serviceName.parse('shop'),
    environment: environmentName.parse('production'),
    host: hostName.parse('web-1'),
  };
  const brought = 'd'.repeat(64);
  const release = { version: '2.0.0', commit: 'c'.repeat(40), sha256: brought };
  const state = reduceAll(emptyJournalState, toRecords([requested('r-1'), hostFinished('r-1', 'web-1')]));
  const line = (version: string, sha256: string): string =>
    `2026-01-01T08:00:00Z ${version} ${'c'.repeat(40)} ${sha256} deploy\n`;
  const kindsOf = (log: string, current: typeof release | undefined): string[] =>
    decideDifferences({ ...place, entries: parseInstalled(log), current }, state).map((it) => it.kind);

  it('agrees where the rollout is there', () => {
    expect(kindsOf(line('2.0.0', brought), release)).toEqual([]);
    expect(kindsOf('', release)).toEqual([]);
  });

  it('tells of what was deployed by hand, of other bytes under the same version, and of what never came', () => {
    const other = { ...release, version: '2.1.0', sha256: 'e'.repeat(64) };
    expect(kindsOf(line('2.0.0', brought) + line('2.1.0', other.sha256), other)).toEqual(['deployedByHand']);
    expect(kindsOf('', { ...release, sha256: 'f'.repeat(64) })).toEqual(['artifactDiffers']);
    expect(kindsOf('', undefined)).toEqual(['neverDeployed']);
    expect(kindsOf(line('2.0.0', brought), undefined)).toEqual(['deployedByHand']);
  });

  it('does not call by hand what a failed rollout left there, or what was there before the first one', () => {
    const failed = reduceAll(
      state,
      toRecords([
        requested('r-1'),
        hostFinished('r-1', 'web-1'),
        {
          ...requested('r-2'),
          release: { ...requested('r-2').release, version: '3.0.0', artifactSha256: '3'.repeat(64) },
        },
        hostFinished('r-2', 'web-1', { kind: 'failedOut', reason: 'not healthy' }),
      ]).slice(2),
    );
    const left = { ...release, version: '3.0.0', sha256: '3'.repeat(64) };
    const log = parseInstalled(line('2.0.0', brought) + line('3.0.0', left.sha256));
    expect(decideDifferences({ ...place, entries: log, current: left }, failed)).toEqual([]);

    const older = { version: '1.0.0', artifactSha256: '1'.repeat(64) };
    const rollout = state.rollouts['r-1'];
    const host = rollout?.hosts['web-1'];
    if (!rollout || !host) throw new Error('the rollout is not there');
    const found = {
      ...state,
      rollouts: { 'r-1': { ...rollout, hosts: { 'web-1': { ...host, before: older } } } },
    };
    const entries = parseInstalled(line('1.0.0', older.artifactSha256) + line('2.0.0', brought));
    expect(decideDifferences({ ...place, entries, current: release }, found)).toEqual([]);
  });

  it('takes no line of another shape for an entry', () => {
    expect(parseInstalled(`x\n${line('2.0.0', brought).trim()} more\n\u001b[2J\n`)).toEqual([]);
  });
});

describe('tables and samples', () => {
  it('keep a spreadsheet from taking a cell for a formula', () => {
    expect(toCsv([{ a: '=1+1' }, { a: '-x' }, { a: 'a"b' }], ['a'])).toBe('"a"\n"\'=1+1"\n"\'-x"\n"a""b"\n');
  });

  it('are drawn alike by the same seed, and otherwise by another', () => {
    const changes = Array.from({ length: 50 }, (_, index) => ({ rolloutId: `r-${index}` }));
    const first = drawSample(changes, { size: 5, seed: 'a' });
    expect(drawSample(changes.toReversed(), { size: 5, seed: 'a' })).toEqual(first);
    expect(drawSample(changes, { size: 5, seed: 'b' }).rollouts).not.toEqual(first.rollouts);
    expect(new Set(first.rollouts).size).toBe(5);
  });
});
