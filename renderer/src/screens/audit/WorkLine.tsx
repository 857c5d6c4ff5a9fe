import { Button, Icon, ProgressBar } from '../../ui/index.ts';
import { useAuditProgress } from '../../stores/useStores.ts';
import { useAuditWork } from '../frame/auditWork.ts';
import css from './Audit.module.css';

const words = {
  export: 'Writing the evidence',
  backup: 'Making a backup',
  reconcile: 'Comparing the hosts with the journal',
} as const;

/** What goes on, how far it is, and how to give it up where this window began it. */
export function WorkLine() {
  const progress = useAuditProgress((state) => state);
  const { exporting, backingUp, reconciling } = useAuditWork();
  if (progress.kind === 'idle') return undefined;
  const { task, done, total } = progress;
  const deed = { export: exporting, backup: backingUp, reconcile: reconciling }[task];
  const isOurs = deed.state.kind === 'running';
  return (
    <section className={css.standing} aria-label="Work that goes on">
      <p className={css.verdict} role="status">
        <Icon name="clock" size={16} /> {words[task]}…
      </p>
      <span className={css.progress}>
        <ProgressBar label={words[task]} share={shareOf(done, total)} />
      </span>
      <span className={css.standingActs}>
        {isOurs ? <Button onClick={deed.cancel}>Cancel</Button> : <span>begun elsewhere</span>}
      </span>
    </section>
  );
}

/** Before the first step nobody knows how many there are. */
export function shareOf(done: number, total: number): number | undefined {
  return total <= 1 ? undefined : done / total;
}
