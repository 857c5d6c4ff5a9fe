import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Workspace } from '../../../../shared/model/workspace.ts';
import { useCellSource, useCells, useJournalState } from '../../stores/useStores.ts';
import { differenceMarksByTarget } from '../../../../shared/view/differences.ts';
import { promotionMarksByTarget } from '../../../../shared/view/promotionMarks.ts';
import type { MatrixCellModel, MatrixColumn, MatrixRow } from '../../ui/index.ts';
import { createCellModels } from './cellModels.ts';
import { applyFilter, parseFilter } from './filter.ts';
import { toRows, type Grouping } from './grouping.ts';
import type { TargetMark } from './toCellModel.ts';

export interface ShownMatrix {
  readonly rows: readonly MatrixRow[];
  readonly columns: readonly MatrixColumn[];
  /** Another function whenever a cell may be another. */
  readonly cellOf: (service: string, environment: string) => MatrixCellModel | undefined;
}

/** Rows, columns and cells for a filter and a grouping; rows and columns stay the same objects while they say the same. */
export function useMatrix(workspace: Workspace, filter: string, grouping: Grouping): ShownMatrix {
  const source = useCellSource();
  const revision = useCells((state) => state.revision);
  const [models] = useState(createCellModels);
  const marks = useTargetMarks(revision);
  const cellOf = useCallback(
    (service: string, environment: string) => {
      const cell = source.cellOf(service, environment);
      return cell && models.modelOf(cell, marks.get(`${service}/${environment}`));
    },
    // A revision is a promise of other cells behind the same source.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [source, models, marks, revision],
  );
  const words = useDeferredValue(filter);
  // Only what depends on states must look again when cells change.
  const looksAtCells = words !== '' || grouping === 'state' ? revision : 0;
  const shape = useMemo(() => {
    const cell = (service: string, environment: string) => source.cellOf(service, environment);
    const shown = applyFilter(parseFilter(words), workspace.targets, cell);
    const services = workspace.services
      .map(({ name }) => name)
      .filter((name) => shown === undefined || shown.services.has(name));
    const environments = workspace.environments.filter(
      ({ name }) => shown === undefined || shown.environments.has(name),
    );
    const byService = Map.groupBy(workspace.targets, ({ service }): string => service);
    const rows = toRows(workspace, services, grouping, (service) =>
      (byService.get(service) ?? []).flatMap((it) => cell(it.service, it.environment) ?? []),
    );
    const columns = environments.map(({ name, stage }): MatrixColumn => ({
      id: name,
      label: name,
      ...(stage === name ? {} : { note: stage }),
      ...(workspace.policies.some((it) => it.environment === name) ? { guarded: true } : {}),
    }));
    return { rows, columns, said: JSON.stringify([rows, columns]) };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [source, workspace, words, grouping, looksAtCells]);
  const stable = useStable(shape);
  return { rows: stable.rows, columns: stable.columns, cellOf };
}

/**
 * What waits for people, and in what hosts disagree, by target. Time alone changes it too: then the attention list changes with it, and the
 * revision tells.
 */
function useTargetMarks(revision: number): ReadonlyMap<string, readonly TargetMark[]> {
  const promotions = useJournalState(
    useShallow(({ promotions: byId, promotionOrder }) => ({ promotions: byId, promotionOrder })),
  );
  const reconciliations = useJournalState((state) => state.reconciliations);
  const differences = useMemo(() => differenceMarksByTarget({ reconciliations }), [reconciliations]);
  const marks = useMemo(
    () => joinMarks(promotionMarksByTarget(promotions, new Date().toISOString()), differences),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [promotions, differences, revision],
  );
  const said = useMemo(() => ({ marks, said: JSON.stringify([...marks]) }), [marks]);
  return useStable(said).marks;
}

function joinMarks(
  promotions: ReturnType<typeof promotionMarksByTarget>,
  differences: ReturnType<typeof differenceMarksByTarget>,
): ReadonlyMap<string, readonly TargetMark[]> {
  const joined = new Map<string, readonly TargetMark[]>(promotions);
  for (const [target, mark] of differences) joined.set(target, [...(joined.get(target) ?? []), mark]);
  return joined;
}

function useStable<T extends { readonly said: string }>(next: T): T {
  const [held, setHeld] = useState(next);
  if (held.said === next.said) return held;
  setHeld(next);
  return next;
}
