import { useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { createChangeList, peopleOfChanges } from '../../../../shared/view/changeList.ts';
import { useJournalState, useWorkspace } from '../../stores/useStores.ts';
import { type AuditFilters, toChangeFilter } from './auditPlace.ts';

/** All production changes, those that fit, and what can be chosen from. */
export function useChanges(filters: AuditFilters) {
  const state = useJournalState(
    useShallow(({ rollouts, rolloutOrder, promotions, policies }) => ({
      rollouts,
      rolloutOrder,
      promotions,
      policies,
    })),
  );
  const [list] = useState(createChangeList);
  const workspace = useWorkspace((it) => it.workspace);
  const all = useMemo(() => {
    const production = workspace?.environments.filter(({ stage }) => stage === 'production') ?? [];
    return list.rowsOf(state, new Set(production.map(({ name }) => name)));
  }, [list, state, workspace]);
  const rows = useMemo(() => list.fitting(all, toChangeFilter(filters)), [list, all, filters]);
  const names = useMemo(
    () => ({
      services: distinct([
        ...(workspace?.services ?? []).map(({ name }) => name),
        ...all.map((it) => it.rollout.service),
      ]),
      environments: distinct(all.map((it) => it.rollout.environment)),
      people: distinct([
        ...peopleOfChanges(all),
        ...(workspace?.people ?? []).map(({ name }) => name),
      ]).toSorted(),
    }),
    [all, workspace],
  );
  return { all, rows, names };
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
