import { type KeyboardEvent, type Ref, useId } from 'react';
import { SelectInput, TextInput } from '../../ui/index.ts';
import { stateWords } from './filter.ts';
import { groupings, type Grouping } from './grouping.ts';
import css from './MatrixScreen.module.css';

interface MatrixToolsProps {
  readonly inputRef: Ref<HTMLInputElement>;
  readonly filter: string;
  readonly onFilter: (text: string) => void;
  readonly grouping: Grouping;
  readonly onGrouping: (grouping: Grouping) => void;
  /** Enter or Escape in the filter: back to the grid. */
  readonly onLeave: () => void;
}

const groupingWords: Readonly<Record<Grouping, string>> = {
  none: 'Not grouped',
  stage: 'By stage',
  state: 'By state',
};

export function MatrixTools(props: MatrixToolsProps) {
  const { inputRef, filter, onFilter, grouping, onGrouping, onLeave } = props;
  const listId = useId();

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') onFilter('');
    if (event.key === 'Escape' || event.key === 'Enter') onLeave();
  }

  return (
    <div className={css.tools}>
      <span className={css.filter}>
        <TextInput
          ref={inputRef}
          icon="filter"
          aria-label="Filter"
          placeholder="Filter   /"
          title={`Service, environment, version or host; or a state: ${stateWords.join(', ')}`}
          list={listId}
          value={filter}
          onChange={(event) => onFilter(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </span>
      <datalist id={listId}>
        {stateWords.map((word) => (
          <option key={word} value={word} />
        ))}
      </datalist>
      <SelectInput
        aria-label="Group rows"
        value={grouping}
        options={groupings.map((value) => ({ value, label: groupingWords[value] }))}
        onChange={(event) => onGrouping(groupings.find((value) => value === event.target.value) ?? 'none')}
      />
    </div>
  );
}
