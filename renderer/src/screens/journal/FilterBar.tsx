import type { ReactNode, Ref } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useJournalState, useWorkspace } from '../../stores/useStores.ts';
import {
  Button,
  FilterField,
  FilterRow,
  SelectInput,
  type SelectOption,
  toOptions,
  withChosen,
} from '../../ui/index.ts';
import { type FilterName, hasFilters, type JournalFilters, longestText } from './filters.ts';
import { recordKinds } from './recordKinds.ts';
import { TypedField } from './TypedField.tsx';
import css from './Journal.module.css';

interface FilterBarProps {
  readonly filters: JournalFilters;
  readonly onChange: (filters: JournalFilters) => void;
  readonly firstField: Ref<HTMLSelectElement>;
  /** What came of it, at the end of the bar. */
  readonly children: ReactNode;
}

/** Every change goes into the address; the address is what is shown here. */
export function FilterBar({ filters, onChange, firstField, children }: FilterBarProps) {
  const names = useNames();
  const set = (name: FilterName, value: string) => {
    const { [name]: _before, ...others } = filters;
    onChange(value === '' ? others : { ...others, [name]: value });
  };
  const select = (name: FilterName, label: string, options: readonly SelectOption[]) => ({
    'aria-label': label,
    value: filters[name] ?? '',
    onChange: (event: { readonly target: { readonly value: string } }) => set(name, event.target.value),
    options: withChosen([{ value: '', label }, ...options], filters[name]),
  });
  return (
    <FilterRow label="Filter the journal">
      <SelectInput ref={firstField} {...select('kind', 'Every kind', kindOptions)} />
      <SelectInput {...select('service', 'Every service', names.services)} />
      <SelectInput {...select('environment', 'Every environment', names.environments)} />
      <SelectInput {...select('host', 'Every host', names.hosts)} />
      <SelectInput {...select('rollout', 'Every rollout', names.rollouts)} />
      {filters.promotion !== undefined && <SelectInput {...select('promotion', 'Every promotion', [])} />}
      <TypedField
        key={`person ${filters.person ?? ''}`}
        label="Person"
        value={filters.person ?? ''}
        onDone={(person) => set('person', person)}
      />
      <TypedField
        key={`text ${filters.text ?? ''}`}
        label="Words"
        value={filters.text ?? ''}
        maxLength={longestText}
        onDone={(text) => set('text', text)}
      />
      <span className={css.minutes}>
        <FilterField
          label="From"
          type="datetime-local"
          value={filters.from}
          onChange={(value) => set('from', value)}
        />
        <FilterField
          label="To"
          type="datetime-local"
          value={filters.to}
          onChange={(value) => set('to', value)}
        />
      </span>
      {hasFilters(filters) && (
        <Button kind="quiet" icon="cross" onClick={() => onChange({})}>
          Clear
        </Button>
      )}
      {children}
    </FilterRow>
  );
}

const kindOptions: readonly SelectOption[] = Object.entries(recordKinds).map(([value, label]) => ({
  value,
  label,
}));

/** A longer list nobody reads; older ones are found on their own screen, or by their words. */
const mostRollouts = 100;

function useNames() {
  const workspace = useWorkspace((state) => state.workspace);
  const rollouts = useJournalState(
    useShallow((state) =>
      state.rolloutOrder.slice(-mostRollouts).map((id) => {
        const { service, release, environment } = state.rollouts[id] ?? {};
        return `${id}\n${service ?? ''} ${release?.version ?? ''} to ${environment ?? ''}`;
      }),
    ),
  );
  return {
    services: toOptions(workspace?.services.map(({ name }) => name) ?? []),
    environments: toOptions(workspace?.environments.map(({ name }) => name) ?? []),
    hosts: toOptions(workspace?.hosts.map(({ name }) => name) ?? []),
    rollouts: rollouts.toReversed().map((line): SelectOption => {
      const [id = '', words = ''] = line.split('\n');
      return { value: id, label: `${words} (${id.slice(0, 8)})` };
    }),
  };
}
