import { createContext, useContext, useEffect } from 'react';
import type { Deed } from '../../answers/useDeed.ts';
import { useAuditProgress, useConnection } from '../../stores/useStores.ts';

/** What takes its time in an audit; it goes on while other screens are shown. */
export interface AuditWork {
  readonly verifying: Deed<'journal.verify'>;
  readonly exporting: Deed<'audit.export'>;
  readonly reconciling: Deed<'audit.reconcile'>;
  readonly backingUp: Deed<'audit.backup'>;
  /** While somebody looks at the export's own dialog, no message need tell of it. */
  readonly watchExport: () => () => void;
}

export const AuditWorkContext = createContext<AuditWork | undefined>(undefined);

export function useAuditWork(): AuditWork {
  const work = useContext(AuditWorkContext);
  if (work === undefined) throw new Error('useAuditWork needs an AuditWorkProvider above it.');
  return work;
}

export function useWatchedExport(isOpen: boolean): void {
  const { watchExport } = useAuditWork();
  useEffect(() => (isOpen ? watchExport() : undefined), [isOpen, watchExport]);
}

const taskWords = { export: 'An export', backup: 'A backup', reconcile: 'A comparison' } as const;

/** Why an export, a backup or a comparison cannot begin now; each by itself. */
export function useBeginReasons(): readonly string[] {
  const progress = useAuditProgress((state) => state);
  const isReadOnly = useConnection(
    ({ capabilities }) => capabilities.includes('workspace') && !capabilities.includes('rollouts'),
  );
  if (isReadOnly) return ['This window is read-only.'];
  if (progress.kind === 'running') return [`${taskWords[progress.task]} is going on.`];
  return [];
}
