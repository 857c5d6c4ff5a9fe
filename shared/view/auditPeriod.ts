/** Days in UTC, both included, as auditors name a period: `2026-10-01` to `2026-12-31`. An end that is missing is open. */
export interface AuditPeriod {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface NamedPeriod extends AuditPeriod {
  readonly id: 'thisQuarter' | 'lastQuarter' | 'thisMonth' | 'lastMonth' | 'thisYear' | 'everything';
  readonly label: string;
}

/** @param now UTC instant. */
export function namedPeriodsOf(now: string): readonly NamedPeriod[] {
  const year = Number(now.slice(0, 4));
  const month = Number(now.slice(5, 7)) - 1;
  const quarter = Math.floor(month / 3);
  return [
    { id: 'thisQuarter', label: 'This quarter', ...monthsFrom(year, quarter * 3, 3) },
    { id: 'lastQuarter', label: 'Last quarter', ...monthsFrom(year, quarter * 3 - 3, 3) },
    { id: 'thisMonth', label: 'This month', ...monthsFrom(year, month, 1) },
    { id: 'lastMonth', label: 'Last month', ...monthsFrom(year, month - 1, 1) },
    { id: 'thisYear', label: 'This year', ...monthsFrom(year, 0, 12) },
    { id: 'everything', label: 'Everything' },
  ];
}

/** As UTC instants, `fromAt` inclusive and `toAt` exclusive. An open end is before, or after, everything that a journal holds. */
export function toInstants({ from, to }: AuditPeriod): { readonly fromAt: string; readonly toAt: string } {
  return {
    fromAt: from === undefined ? '1970-01-01T00:00:00.000Z' : `${from}T00:00:00.000Z`,
    toAt:
      to === undefined
        ? '9999-12-31T00:00:00.000Z'
        : new Date(Date.parse(`${to}T00:00:00.000Z`) + dayMs).toISOString(),
  };
}

/** Whether a day is one, written as a date field has it: `2026-02-30` is none. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && toDay(Date.parse(`${text}T00:00:00.000Z`)) === text;
}

/** In words: `2026-10-01 to 2026-12-31, UTC`. */
export function describePeriod({ from, to }: AuditPeriod): string {
  if (from === undefined && to === undefined) return 'from the first record on';
  if (from === undefined) return `up to ${to}, UTC`;
  return to === undefined ? `from ${from} on, UTC` : `${from} to ${to}, UTC`;
}

const dayMs = 86_400_000;

function monthsFrom(year: number, month: number, count: number): Required<AuditPeriod> {
  return {
    from: toDay(Date.UTC(year, month, 1)) ?? '',
    to: toDay(Date.UTC(year, month + count, 1) - dayMs) ?? '',
  };
}

function toDay(ms: number): string | undefined {
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString().slice(0, 10);
}
