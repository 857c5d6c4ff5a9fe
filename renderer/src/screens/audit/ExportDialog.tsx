import { useId } from 'react';
import { Button, Dialog, ReasonedButton } from '../../ui/index.ts';
import { useAuditWork, useBeginReasons, useWatchedExport } from '../frame/auditWork.ts';
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
  const { state } = useAuditWork().exporting;
  const formId = useId();
  useWatchedExport(open);
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
      footer={<Acts formId={formId} onClose={() => onOpenChange(false)} />}
    >
      {state.kind === 'running' ? (
        <ExportRunning />
      ) : state.kind === 'done' ? (
        <ExportDone done={state.value} />
      ) : (
        <ExportForm
          formId={formId}
          filters={filters}
          fault={state.kind === 'failed' ? state.fault : undefined}
        />
      )}
    </Dialog>
  );
}

function Acts({ formId, onClose }: { readonly formId: string; readonly onClose: () => void }) {
  const { state, cancel, forget } = useAuditWork().exporting;
  const reasons = useBeginReasons();
  switch (state.kind) {
    case 'running':
      return (
        <>
          <Button kind="quiet" onClick={cancel}>
            Give the export up
          </Button>
          <Button kind="primary" onClick={onClose}>
            Go on in the background
          </Button>
        </>
      );
    case 'done':
      return (
        <>
          <Button kind="quiet" onClick={forget}>
            Another export
          </Button>
          <Button kind="primary" onClick={onClose}>
            Close
          </Button>
        </>
      );
    case 'idle':
    case 'failed':
      return (
        <>
          <Button
            kind="quiet"
            onClick={() => {
              forget();
              onClose();
            }}
          >
            Cancel
          </Button>
          <ReasonedButton
            kind="primary"
            icon="download"
            type="submit"
            form={formId}
            wraps={false}
            reasons={reasons}
          >
            Export the evidence
          </ReasonedButton>
        </>
      );
  }
}
