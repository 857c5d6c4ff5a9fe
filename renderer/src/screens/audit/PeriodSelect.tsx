import type { Ref } from 'react';
import type { AuditPeriod, NamedPeriod } from '../../../../shared/view/auditPeriod.ts';
import { SelectInput } from '../../ui/index.ts';

interface PeriodSelectProps {
  readonly period: AuditPeriod;
  readonly periods: readonly NamedPeriod[];
  readonly onChange: (period: { readonly from: string; readonly to: string }) => void;
  readonly ref?: Ref<HTMLSelectElement>;
  /** Of a field that names it. */
  readonly id?: string;
  readonly autoFocus?: boolean;
}

/** The periods that auditors name, and the two days where it is none of them. */
export function PeriodSelect({ period, periods, onChange, ref, id, autoFocus }: PeriodSelectProps) {
  const named = periods.find((it) => it.from === period.from && it.to === period.to);
  return (
    <SelectInput
      {...(ref === undefined ? {} : { ref })}
      {...(id === undefined ? { 'aria-label': 'Period' } : { id })}
      {...(autoFocus === true ? { 'data-autofocus': true } : {})}
      value={named?.id ?? 'other'}
      onChange={(event) => {
        const chosen = periods.find((it) => it.id === event.target.value);
        if (chosen) onChange({ from: chosen.from ?? '', to: chosen.to ?? '' });
        else onChange(someDays(periods));
      }}
      options={[
        ...periods.map(({ id, label }) => ({ value: id, label })),
        { value: 'other', label: 'Between two days' },
      ]}
    />
  );
}

/** Days to begin with: those of this month, but for its last, so that they are no longer the month's own. */
function someDays(periods: readonly NamedPeriod[]): { readonly from: string; readonly to: string } {
  const { from = '', to = '' } = periods.find(({ id }) => id === 'thisMonth') ?? {};
  return { from, to: to.replace(/\d\d$/, '27') };
}
