/** A backup as its name tells of it. */
export interface BackupFile {
  readonly file: string;
  readonly madeAt: string;
  readonly headSeq: number;
}

const dayMs = 86_400_000;
/** The newest are always kept; of those before, one a day for two weeks and one a month for a year. */
const newest = 5;
const days = 14;
const months = 12;

/** `journal-20260131T080000Z-1234.db`: when, and up to which record. */
export function toBackupName(at: string, headSeq: number): string {
  return `journal-${at.slice(0, 19).replace(/[-:]/g, '')}Z-${headSeq}.db`;
}

export function parseBackupName(file: string): BackupFile | undefined {
  const match = /^journal-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-(\d+)\.db$/.exec(file);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, seq] = match;
  return {
    file,
    madeAt: `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`,
    headSeq: Number(seq),
  };
}

/** Is it time for another one? Not while nothing was recorded since the last. */
export function isBackupDue(
  backups: readonly BackupFile[],
  { now, headSeq }: { readonly now: Date; readonly headSeq: number },
): boolean {
  const last = newestFirst(backups)[0];
  if (headSeq === 0) return false;
  if (!last) return true;
  return last.headSeq !== headSeq && now.getTime() - Date.parse(last.madeAt) >= dayMs;
}

/** Which are given up. Pure; the journal itself never loses anything by it. */
export function decideBackupsToRemove(backups: readonly BackupFile[], now: Date): BackupFile[] {
  const sorted = newestFirst(backups);
  const kept = new Set(sorted.slice(0, newest));
  const keepOneEach = (limitMs: number, periodOf: (it: BackupFile) => string): void => {
    const seen = new Set<string>();
    for (const it of sorted) {
      if (now.getTime() - Date.parse(it.madeAt) > limitMs || seen.has(periodOf(it))) continue;
      seen.add(periodOf(it));
      kept.add(it);
    }
  };
  keepOneEach(days * dayMs, (it) => it.madeAt.slice(0, 10));
  keepOneEach(months * 31 * dayMs, (it) => it.madeAt.slice(0, 7));
  return sorted.filter((it) => !kept.has(it));
}

export function newestFirst<T extends BackupFile>(backups: readonly T[]): T[] {
  return backups.toSorted((a, b) => (a.madeAt < b.madeAt ? 1 : -1));
}
