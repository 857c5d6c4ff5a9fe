import { Button, ProgressBar } from '../../ui/index.ts';
import { useAuditProgress } from '../../stores/useStores.ts';
import { useAuditWork } from '../frame/auditWork.ts';
import { shareOf } from './WorkLine.tsx';
import css from './Audit.module.css';

export function ExportRunning({ onClose }: { readonly onClose: () => void }) {
  const progress = useAuditProgress((state) => state);
  const { cancel } = useAuditWork().exporting;
  const isTold = progress.kind === 'running' && progress.task === 'export';
  return (
    <div className={css.form}>
      <p role="status">The whole journal is verified, then the evidence is gathered and written.</p>
      <ProgressBar
        label="Writing the evidence"
        share={isTold ? shareOf(progress.done, progress.total) : undefined}
      />
      <p className={css.quiet}>
        Nothing lies at its place before it is whole. Closing this leaves it going on.
      </p>
      <div className={css.buttons}>
        <Button kind="quiet" onClick={cancel}>
          Give the export up
        </Button>
        <Button kind="primary" onClick={onClose} data-autofocus>
          Go on in the background
        </Button>
      </div>
    </div>
  );
}
