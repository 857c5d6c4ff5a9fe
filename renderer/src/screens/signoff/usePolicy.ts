import type { Policy } from '../../../../shared/model/policy.ts';
import { useJournalState, useWorkspace } from '../../stores/useStores.ts';

/** The policy of an environment, as in force or as the files say; `undefined` where no sign-offs are asked for. */
export function usePolicy(environment: string): Policy | undefined {
  const inForce = useJournalState((state) => state.policies[environment]?.policy);
  const inFiles = useWorkspace((state) =>
    state.workspace?.policies.find((it) => it.environment === environment),
  );
  return inForce ?? inFiles;
}
