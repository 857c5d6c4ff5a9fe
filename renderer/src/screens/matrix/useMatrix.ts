import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Workspace } from '../../../../shared/model/workspace.ts';
import { useCellSource, useCells, useJournalState } from '../../stores/useStores.ts';
import { promotionMarksByTarget } from '../../../../shared/view/promotionMarks.ts';
import type { MatrixCellModel, MatrixColumn, MatrixRow } from '../../ui/index.ts';
import { createCellModels } from './cellModels.ts';
import { applyFilter, parseFilter } from './filter.ts';
import { toRows, type Grouping } from './grouping.ts';

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
  const marks = usePromotionMarks(revision);
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
 * What waits for people, by target. Time alone changes it too: then the attention list changes with it, and the
 * revision tells.
 */
function usePromotionMarks(revision: number): ReturnType<typeof promotionMarksByTarget> {
  const promotions = useJournalState(
    useShallow(({ promotions: byId, promotionOrder }) => ({ promotions: byId, promotionOrder })),
  );
  const marks = useMemo(
    () => promotionMarksByTarget(promotions, new Date().toISOString()),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [promotions, revision],
  );
  const said = useMemo(() => ({ marks, said: JSON.stringify([...marks]) }), [marks]);
  return useStable(said).marks;
}

function useStable<T extends { readonly said: string }>(next: T): T {
  const [held, setHeld] = useState(next);
  if (held.said === next.said) return held;
  setHeld(next);
  return next;
}
