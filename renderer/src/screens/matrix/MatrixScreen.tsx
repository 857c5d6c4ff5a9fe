import { type MouseEvent, useCallback, useRef, useState } from 'react';
import type { Workspace } from '../../../../shared/model/workspace.ts';
import { isOpen } from '../../../../shared/view/matrix.ts';
import { visibleText } from '../../format/visibleText.ts';
import { navigate } from '../../route.ts';
import {
  useCapability,
  useCellSource,
  useFeedStatus,
  useFleet,
  useWorkspace,
} from '../../stores/useStores.ts';
import { Empty, Matrix, type MatrixPlace, Skeleton } from '../../ui/index.ts';
import { useShortcuts } from '../frame/shortcuts.tsx';
import { Screen } from '../Screen.tsx';
import type { Grouping } from './grouping.ts';
import { HostsDetail } from './HostsDetail.tsx';
import { MatrixTools } from './MatrixTools.tsx';
import { useMatrix } from './useMatrix.ts';
import css from './MatrixScreen.module.css';

export function MatrixScreen() {
  const workspace = useWorkspace((state) => state.workspace);
  const journal = useFeedStatus('state');
  const fleet = useFeedStatus('fleet');
  if (workspace === undefined || journal.kind === 'loading' || fleet.kind === 'loading') {
    return (
      <Screen title="Matrix">
        <Skeleton label="what runs where" lines={12} />
      </Screen>
    );
  }
  return workspace.services.length === 0 || workspace.targets.length === 0 ? (
    <NoServices workspace={workspace} />
  ) : (
    <LiveMatrix workspace={workspace} />
  );
}

function NoServices({ workspace }: { readonly workspace: Workspace }) {
  return (
    <Screen title="Matrix">
      <Empty icon="matrix" title="No service is deployed anywhere yet">
        Name services and their environments in{' '}
        <code>{visibleText(`${workspace.directory}/signalbox.yaml`)}</code>, then open the workspace again.
      </Empty>
    </Screen>
  );
}

function LiveMatrix({ workspace }: { readonly workspace: Workspace }) {
  const [filter, setFilter] = useState('');
  const [grouping, setGrouping] = useState<Grouping>('none');
  const { rows, columns, cellOf } = useMatrix(workspace, filter, grouping);
  const places = usePlaces();
  const { selected, expanded } = places;
  const isUnseen = useFleet((state) => Object.keys(state.hosts).length === 0);
  const filterInput = useRef<HTMLInputElement>(null);
  const frame = useRef<HTMLDivElement>(null);

  function focusGrid(): void {
    const stop = frame.current?.querySelector('[role="gridcell"][tabindex="0"]');
    if (stop instanceof HTMLElement) stop.focus();
  }

  useShortcuts('Matrix', [
    { keys: '/', label: 'Filter', act: () => filterInput.current?.focus() },
    { keys: 'p', label: 'Promote to the selected cell', act: () => places.promote() },
    { keys: 'f', label: 'Follow the rollout that runs in the selected cell', act: () => places.follow() },
    { keys: '← ↑ → ↓', label: 'Move' },
    { keys: 'Enter', label: "Show the cell's hosts" },
    { keys: 'Esc', label: 'Close the hosts, clear the filter' },
  ]);

  return (
    <Screen
      title="Matrix"
      tools={
        <MatrixTools
          inputRef={filterInput}
          filter={filter}
          onFilter={setFilter}
          grouping={grouping}
          onGrouping={setGrouping}
          onLeave={focusGrid}
        />
      }
    >
      <div
        ref={frame}
        className={css.frame}
        onClick={places.onClick}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && expanded !== undefined) {
            places.close();
            focusGrid();
          }
        }}
      >
        {isUnseen && (
          <p className={css.banner} role="status">
            Nothing has been seen yet: the hosts are being looked at for the first time.
          </p>
        )}
        {rows.length === 0 ? (
          <Empty icon="filter" title="Nothing fits">
            No cell fits “{visibleText(filter)}”. Try a service, environment, version, host, or a state such
            as drift, debt or unreachable.
          </Empty>
        ) : (
          <div className={css.grid}>
            <Matrix
              label="What runs where"
              rows={rows}
              columns={columns}
              cellOf={cellOf}
              selected={selected}
              expanded={expanded}
              onSelect={places.select}
              onOpen={places.toggle}
              onExpand={places.toggle}
              detail={detail}
            />
          </div>
        )}
      </div>
    </Screen>
  );
}

function detail(place: MatrixPlace) {
  return <HostsDetail key={`${place.row}/${place.column}`} service={place.row} environment={place.column} />;
}

/** Which cell is selected, which is open, and what can be done from there. */
function usePlaces() {
  const source = useCellSource();
  const canRollOut = useCapability('rollouts');
  const [selected, setSelected] = useState<MatrixPlace>();
  const [expanded, setExpanded] = useState<MatrixPlace>();
  const isSecondPress = useRef(false);

  const toggle = useCallback((place: MatrixPlace) => {
    // A double press opens once: its first press has done so.
    if (isSecondPress.current) return void (isSecondPress.current = false);
    setExpanded((before) => (isSame(before, place) ? undefined : place));
  }, []);

  function rolloutAt(place: MatrixPlace | undefined) {
    const rollout = place && source.cellOf(place.row, place.column)?.rollout;
    return rollout && isOpen(rollout.status) ? rollout : undefined;
  }

  function onClick(event: MouseEvent<HTMLElement>): void {
    if (!(event.target instanceof Element) || selected === undefined) return;
    const stop = event.target.closest('[role="gridcell"][data-row]');
    if (stop === null || source.cellOf(selected.row, selected.column) === undefined) return;
    const sign = event.target.closest('[title^="Rollout of "]');
    const rollout = rolloutAt(selected);
    if (sign !== null && rollout) return navigate({ screen: 'rollout', id: rollout.id });
    isSecondPress.current = event.detail === 2;
    if (event.detail === 1) setExpanded((before) => (isSame(before, selected) ? undefined : selected));
  }

  return {
    selected,
    expanded,
    select: setSelected,
    toggle,
    close: () => setExpanded(undefined),
    onClick,
    promote() {
      if (selected === undefined || !canRollOut || !source.cellOf(selected.row, selected.column)) return;
      navigate({ screen: 'promotion', service: selected.row, environment: selected.column });
    },
    follow() {
      const rollout = rolloutAt(selected);
      if (rollout) navigate({ screen: 'rollout', id: rollout.id });
    },
  };
}

function isSame(left: MatrixPlace | undefined, right: MatrixPlace): boolean {
  return left?.row === right.row && left.column === right.column;
}
