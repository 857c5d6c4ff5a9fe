import type { InputOf } from '../../../../shared/contract/contract.ts';
import { environmentName, serviceName } from '../../../../shared/model/names.ts';
import { isDay, toInstants } from '../../../../shared/view/auditPeriod.ts';

/** What a person has written into the export's fields. */
export interface ExportDraft {
  /** Days in UTC, both included. */
  readonly from: string;
  readonly to: string;
  readonly services: readonly string[];
  readonly environments: readonly string[];
  readonly form: 'zip' | 'folder';
  readonly path: string;
  readonly isSampled: boolean;
  readonly size: string;
  readonly seed: string;
}

export type ExportProblems = Partial<Record<'from' | 'to' | 'path' | 'size', string>>;

/** Every problem at once; none where it can be asked for. */
export function findExportProblems(draft: ExportDraft): ExportProblems {
  const { from, to, path, form, isSampled, size } = draft;
  const hasDays = isDay(from) && isDay(to);
  return {
    ...(isDay(from) ? {} : { from: 'Say from which day on.' }),
    ...(isDay(to) ? {} : { to: 'Say up to which day.' }),
    ...(hasDays && from > to ? { to: 'The period ends before it begins.' } : {}),
    ...(isAbsolutePath(path.trim()) ? {} : { path: 'Write the whole path, from the root of the disk.' }),
    ...(form === 'folder' && path.trim().endsWith('.zip')
      ? { path: 'A name that ends with .zip becomes one file; choose that, or another name.' }
      : {}),
    ...(form === 'zip' && !path.trim().endsWith('.zip')
      ? { path: 'The name of one file ends with .zip.' }
      : {}),
    ...(isSampled && !isSampleSize(size) ? { size: 'A number from 1 to 10,000.' } : {}),
  };
}

/** Of a draft without problems. */
export function toExportRequest(draft: ExportDraft): InputOf<'audit.export'> {
  const { from, to, services, environments, path, isSampled, size, seed } = draft;
  return {
    toPath: path.trim(),
    ...toInstants({ from, to }),
    ...(services.length > 0 ? { services: services.map((it) => serviceName.parse(it)) } : {}),
    ...(environments.length > 0 ? { environments: environments.map((it) => environmentName.parse(it)) } : {}),
    ...(isSampled
      ? { sample: { size: Number(size), ...(seed.trim() === '' ? {} : { seed: seed.trim() }) } }
      : {}),
  };
}

/** Where it goes unless somebody says otherwise: beside what it is of, under its period. */
export function suggestPath(of: {
  readonly directory: string;
  readonly from: string;
  readonly to: string;
  readonly form: ExportDraft['form'];
}): string {
  const { directory, from, to, form } = of;
  const separator = directory.includes('\\') ? '\\' : '/';
  return `${directory}${separator}evidence-${from}-to-${to}${form === 'zip' ? '.zip' : ''}`;
}

function isAbsolutePath(path: string): boolean {
  return /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
}

function isSampleSize(size: string): boolean {
  return /^\d{1,5}$/.test(size.trim()) && Number(size) >= 1 && Number(size) <= 10_000;
}
