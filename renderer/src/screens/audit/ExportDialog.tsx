import { Dialog } from '../../ui/index.ts';
import { useAuditWork, useWatchedExport } from '../frame/auditWork.ts';
import type { AuditFilters } from './auditPlace.ts';
import { ExportDone } from './ExportDone.tsx';
import { ExportForm } from './ExportForm.tsx';
import { ExportRunning } from './ExportRunning.tsx';

interface ExportDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** What the screen shows: where the fields begin. */
  readonly filters: AuditFilters;
}

/** From the question to the command that checks the answer; it may be closed while the evidence is written. */
export function ExportDialog({ open, onOpenChange, filters }: ExportDialogProps) {
  const { state, forget } = useAuditWork().exporting;
  useWatchedExport(open);
  const close = () => onOpenChange(false);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="large"
      title="Export evidence"
      description={
        state.kind === 'done'
          ? 'Written, and signed with the key of this desktop.'
          : 'Everything that auditors ask for, of one period: checked with stock tools, without Signalbox.'
      }
    >
      {state.kind === 'running' ? (
        <ExportRunning onClose={close} />
      ) : state.kind === 'done' ? (
        <ExportDone done={state.value} onClose={close} onAnother={forget} />
      ) : (
        <ExportForm
          filters={filters}
          fault={state.kind === 'failed' ? state.fault : undefined}
          onCancel={() => {
            forget();
            close();
          }}
        />
      )}
    </Dialog>
  );
}
