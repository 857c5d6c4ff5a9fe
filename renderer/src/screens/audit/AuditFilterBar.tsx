import type { ReactNode, Ref } from 'react';
import {
  Button,
  FilterField,
  FilterRow,
  SelectInput,
  type SelectOption,
  toOptions,
  withChosen,
} from '../../ui/index.ts';
import { longestText } from '../journal/filters.ts';
import { TypedField } from '../journal/TypedField.tsx';
import { type AuditFilterName, type AuditFilters, changeKinds, hasFilters } from './auditPlace.ts';
import { PeriodSelect } from './PeriodSelect.tsx';
import { useNamedPeriods } from './useNamedPeriods.ts';
import css from './Audit.module.css';

export interface AuditFilterBarProps {
  readonly filters: AuditFilters;
  readonly onChange: (filters: AuditFilters) => void;
  readonly names: {
    readonly services: readonly string[];
    readonly environments: readonly string[];
    readonly people: readonly string[];
  };
  /** The fields of changes alone. */
  readonly withKinds?: boolean;
  readonly withServices?: boolean;
  readonly firstField: Ref<HTMLSelectElement>;
  /** What came of it, at the end of the bar. */
  readonly children: ReactNode;
}

/** Every change goes into the address; the address is what is shown here. */
export function AuditFilterBar(props: AuditFilterBarProps) {
  const { filters, onChange, names, withKinds = false, withServices = true, firstField, children } = props;
  const periods = useNamedPeriods();
  const set = (changes: Partial<Record<AuditFilterName, string>>) => {
    const merged = { ...filters, ...changes };
    // An empty field asks for nothing.
    onChange(
      Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== '' && value !== undefined)),
    );
  };
  const select = (name: AuditFilterName, label: string, options: readonly SelectOption[]) => ({
    'aria-label': label,
    value: filters[name] ?? '',
    onChange: (event: { readonly target: { readonly value: string } }) => set({ [name]: event.target.value }),
    options: withChosen([{ value: '', label }, ...options], filters[name]),
  });
  return (
    <FilterRow label="Filter the evidence">
      <PeriodSelect ref={firstField} period={filters} periods={periods} onChange={set} />
      {(filters.from !== undefined || filters.to !== undefined) && (
        <>
          <FilterField label="From" type="date" value={filters.from} onChange={(from) => set({ from })} />
          <FilterField label="to" type="date" value={filters.to} onChange={(to) => set({ to })} />
          <span className={css.zone}>UTC</span>
        </>
      )}
      {withServices && <SelectInput {...select('service', 'Every service', toOptions(names.services))} />}
      <SelectInput {...select('environment', 'Every environment', toOptions(names.environments))} />
      <SelectInput {...select('person', 'Everybody', toOptions(names.people))} />
      {withKinds && <SelectInput {...select('kind', 'Every kind', kindOptions)} />}
      {filters.promotion !== undefined && <SelectInput {...select('promotion', 'Every promotion', [])} />}
      <TypedField
        key={`text ${filters.text ?? ''}`}
        label="Words"
        value={filters.text ?? ''}
        maxLength={longestText}
        onDone={(text) => set({ text })}
      />
      {hasFilters(filters) && (
        <Button kind="quiet" icon="cross" onClick={() => onChange({})}>
          Clear
        </Button>
      )}
      {children}
    </FilterRow>
  );
}

const kindOptions: readonly SelectOption[] = Object.entries(changeKinds).map(([value, label]) => ({
  value,
  label,
}));
