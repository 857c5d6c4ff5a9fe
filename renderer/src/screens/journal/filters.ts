import type { JournalFilter } from '../../../../shared/contract/journalArea.ts';
import { isRecordKind } from './recordKinds.ts';

/** What the address says. Times are minutes in the viewer's zone, as a date field has them: `2026-11-21T14:03`. */
export interface JournalFilters {
  readonly from?: string;
  readonly to?: string;
  readonly kind?: string;
  readonly person?: string;
  readonly service?: string;
  readonly environment?: string;
  readonly host?: string;
  readonly rollout?: string;
  readonly promotion?: string;
  /** Words, see `journalFilter`. */
  readonly text?: string;
}
export type FilterName = keyof JournalFilters;

export const filterNames = [
  'from',
  'to',
  'kind',
  'person',
  'service',
  'environment',
  'host',
  'rollout',
  'promotion',
  'text',
] as const satisfies readonly FilterName[];

/** The filters, and the record that is open beside the table. What cannot be understood is left out. */
export interface JournalPlace {
  readonly filters: JournalFilters;
  readonly record: number | undefined;
}

export function parsePlace(search: string): JournalPlace {
  const given = new URLSearchParams(search);
  const filters: { [Name in FilterName]?: string } = {};
  for (const name of filterNames) {
    const value = given.get(name)?.trim();
    if (value && isUsable(name, value)) filters[name] = value;
  }
  const record = given.get('record') ?? '';
  return { filters, record: /^\d{1,15}$/.test(record) ? Number(record) : undefined };
}

export function toSearch({ filters, record }: JournalPlace): string {
  const search = new URLSearchParams();
  for (const name of filterNames) {
    const value = filters[name];
    if (value) search.set(name, value);
  }
  if (record !== undefined) search.set('record', String(record));
  return search.toString();
}

/** As `journalFilter` takes it. */
export const longestText = 200;

function isUsable(name: FilterName, value: string): boolean {
  if (name === 'kind') return isRecordKind(value);
  if (name === 'from' || name === 'to') return !Number.isNaN(toMinute(value));
  if (name === 'text') return value.length <= longestText;
  return true;
}

/** Both ends included: "to 14:03" means that minute to its end. */
export function toQuestion(filters: JournalFilters): JournalFilter {
  const { from, to, kind, rollout, promotion, ...same } = filters;
  return {
    ...(from === undefined ? {} : { fromAt: new Date(toMinute(from)).toISOString() }),
    ...(to === undefined ? {} : { toAt: new Date(toMinute(to) + 59_999).toISOString() }),
    ...(kind === undefined ? {} : { kinds: [kind] }),
    ...(rollout === undefined ? {} : { rolloutId: rollout }),
    ...(promotion === undefined ? {} : { promotionId: promotion }),
    ...same,
  };
}

export function hasFilters(filters: JournalFilters): boolean {
  return filterNames.some((name) => filters[name] !== undefined);
}

function toMinute(local: string): number {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local) ? Date.parse(local) : Number.NaN;
}
