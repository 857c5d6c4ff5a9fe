import { ProgressBar } from '../../ui/index.ts';
import { useAuditProgress } from '../../stores/useStores.ts';
import { shareOf } from './WorkLine.tsx';
import css from './Audit.module.css';

export function ExportRunning() {
  const progress = useAuditProgress((state) => state);
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
    </div>
  );
}
