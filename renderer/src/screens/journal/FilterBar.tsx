import { type ReactNode, type Ref, useId, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useJournalState, useWorkspace } from '../../stores/useStores.ts';
import { Button, SelectInput, type SelectOption, TextInput } from '../../ui/index.ts';
import { type FilterName, hasFilters, type JournalFilters, longestText } from './filters.ts';
import { recordKinds } from './recordKinds.ts';
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
    <div className={css.filters} role="search" aria-label="Filter the journal">
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
        <MinuteField label="From" value={filters.from} onChange={(value) => set('from', value)} />
        <MinuteField label="To" value={filters.to} onChange={(value) => set('to', value)} />
      </span>
      {hasFilters(filters) && (
        <Button kind="quiet" icon="cross" onClick={() => onChange({})}>
          Clear
        </Button>
      )}
      {children}
    </div>
  );
}

/** Asked for when it is complete: each letter of it would be a question of its own. */
function TypedField(props: {
  readonly label: string;
  readonly value: string;
  readonly maxLength?: number | undefined;
  readonly onDone: (value: string) => void;
}) {
  const { label, value, maxLength, onDone } = props;
  const [typed, setTyped] = useState(value);
  const done = () => {
    if (typed.trim() !== value) onDone(typed.trim());
  };
  return (
    <span className={css.typed}>
      <TextInput
        aria-label={label}
        placeholder={label}
        value={typed}
        maxLength={maxLength}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === 'Enter') done();
        }}
      />
    </span>
  );
}

function MinuteField(props: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <span className={css.minute}>
      <label htmlFor={id}>{props.label}</label>
      <TextInput
        id={id}
        type="datetime-local"
        value={props.value ?? ''}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </span>
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
    services: toOptions(workspace?.services ?? []),
    environments: toOptions(workspace?.environments ?? []),
    hosts: toOptions(workspace?.hosts ?? []),
    rollouts: rollouts.toReversed().map((line): SelectOption => {
      const [id = '', words = ''] = line.split('\n');
      return { value: id, label: `${words} (${id.slice(0, 8)})` };
    }),
  };
}

function toOptions(named: readonly { readonly name: string }[]): SelectOption[] {
  return named.map(({ name }) => ({ value: name, label: name }));
}

/** The address may name what this workspace has not (any more): it is shown, and finds what the journal kept. */
function withChosen(options: readonly SelectOption[], chosen: string | undefined): readonly SelectOption[] {
  if (chosen === undefined || options.some((option) => option.value === chosen)) return options;
  return [...options, { value: chosen, label: chosen }];
}
