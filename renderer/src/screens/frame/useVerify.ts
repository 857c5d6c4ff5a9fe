import { useCallback } from 'react';
import { useAuditWork } from './auditWork.ts';

/** Verifies the whole journal now. How far it is and what it found is shown by the feed; a toast says that it is over. */
export function useVerify(): () => void {
  const { begin } = useAuditWork().verifying;
  return useCallback(() => begin({}), [begin]);
}
