import { type AuditPeriod, isDay, toInstants } from '../../../../shared/view/auditPeriod.ts';
import type { ChangeFilter, ChangeKind } from '../../../../shared/view/changeList.ts';
import { longestText, toSearch as toJournalSearch } from '../journal/filters.ts';

export const auditTabs = ['changes', 'exceptions', 'access', 'hosts', 'backups'] as const;
export type AuditTab = (typeof auditTabs)[number];
export const tabLabels = {
  changes: 'Changes',
  exceptions: 'Exceptions',
  access: 'Access',
  hosts: 'Hosts against the journal',
  backups: 'Backups',
} as const satisfies Record<AuditTab, string>;

/** What the address says; days are in UTC, as auditors' periods are. */
export interface AuditFilters extends AuditPeriod {
  readonly service?: string;
  readonly environment?: string;
  readonly person?: string;
  readonly kind?: ChangeKind;
  readonly promotion?: string;
  readonly text?: string;
}
export type AuditFilterName = keyof AuditFilters;

export interface AuditPlace {
  readonly tab: AuditTab;
  readonly filters: AuditFilters;
  /** The rollout of the change that is open beside the table. */
  readonly change: string | undefined;
  readonly isExporting: boolean;
}

const plainNames = ['service', 'environment', 'person', 'promotion'] as const;
export const changeKinds = {
  ordinary: 'ordinary rules',
  emergency: 'emergency',
  rollback: 'rollback',
  unsigned: 'without sign-offs',
} as const satisfies Record<ChangeKind, string>;

/** What cannot be understood is left out. */
export function parsePlace(search: string): AuditPlace {
  const given = new URLSearchParams(search);
  const filters: { -readonly [Name in AuditFilterName]?: string } = {};
  for (const name of plainNames) {
    const value = given.get(name)?.trim();
    if (value) filters[name] = value;
  }
  for (const name of ['from', 'to'] as const) {
    const value = given.get(name) ?? '';
    if (isDay(value)) filters[name] = value;
  }
  const text = given.get('text')?.trim() ?? '';
  if (text !== '' && text.length <= longestText) filters.text = text;
  const { kind: _, ...others } = filters;
  const kind = kindOf(given.get('kind'));
  return {
    tab: tabOf(given.get('tab')),
    filters: { ...others, ...(kind === undefined ? {} : { kind }) },
    change: given.get('change') ?? undefined,
    isExporting: given.get('export') === 'open',
  };
}

export function toSearch({ tab, filters, change, isExporting }: AuditPlace): string {
  const search = new URLSearchParams();
  if (tab !== 'changes') search.set('tab', tab);
  for (const name of ['from', 'to', ...plainNames, 'kind', 'text'] as const) {
    const value = filters[name];
    if (value) search.set(name, value);
  }
  if (change !== undefined) search.set('change', change);
  if (isExporting) search.set('export', 'open');
  return search.toString();
}

export function hasFilters(filters: AuditFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}

/** As the list of changes is filtered. */
export function toChangeFilter({ from, to, ...same }: AuditFilters): ChangeFilter {
  const { fromAt, toAt } = toInstants({ from, to });
  return { ...same, fromAt, toAt };
}

/** The journal's address for the same period and names; it counts in minutes of the viewer's zone, to the end of the last. */
export function toRecordsSearch({
  from,
  to,
  service,
  environment,
  person,
  promotion,
  text,
}: AuditFilters): string {
  const { fromAt, toAt } = toInstants({ from, to });
  return toJournalSearch({
    record: undefined,
    filters: {
      ...(from === undefined ? {} : { from: toLocalMinute(Date.parse(fromAt)) }),
      ...(to === undefined ? {} : { to: toLocalMinute(Date.parse(toAt) - 1) }),
      ...(service === undefined ? {} : { service }),
      ...(environment === undefined ? {} : { environment }),
      ...(person === undefined ? {} : { person }),
      ...(promotion === undefined ? {} : { promotion }),
      ...(text === undefined ? {} : { text }),
    },
  });
}

function toLocalMinute(ms: number): string {
  const zoneMs = new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - zoneMs).toISOString().slice(0, 16);
}

function tabOf(text: string | null): AuditTab {
  return auditTabs.find((it) => it === text) ?? 'changes';
}

function kindOf(text: string | null): ChangeKind | undefined {
  switch (text) {
    case 'ordinary':
    case 'emergency':
    case 'rollback':
    case 'unsigned':
      return text;
    default:
      return undefined;
  }
}
