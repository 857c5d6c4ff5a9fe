import { useCallback } from 'react';
import { useWorkspace } from '../../stores/useStores.ts';

/** A person as people say it; who left the workspace keeps the short name. */
export function usePersonName(): (person: string) => string {
  const people = useWorkspace((state) => state.workspace?.people);
  return useCallback(
    (person) => people?.find(({ name }) => name === person)?.displayName ?? person,
    [people],
  );
}
