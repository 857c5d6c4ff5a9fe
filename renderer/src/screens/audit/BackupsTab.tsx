import type { Backup } from '../../../../shared/contract/auditArea.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { useAnswer } from '../../answers/useAnswer.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatCount } from '../../format/count.ts';
import { formatUtc } from '../../format/instant.ts';
import { useAuditProgress } from '../../stores/useStores.ts';
import {
  Age,
  Button,
  CommandLine,
  Empty,
  ReasonedButton,
  Skeleton,
  Table,
  type TableColumn,
  VisibleText,
} from '../../ui/index.ts';
import { useAuditWork, useBeginReasons } from '../frame/auditWork.ts';
import css from './Audit.module.css';

/** Verified copies of the journal, and how the journal comes back from one. */
export function BackupsTab() {
  const { backingUp } = useAuditWork();
  const reasons = useBeginReasons();
  const isMaking = useAuditProgress((state) => state.kind === 'running' && state.task === 'backup');
  const made = backingUp.state.kind === 'done' ? backingUp.state.value.file : '';
  const answer = useAnswer('audit.backups', {}, `${isMaking} ${made}`);
  const isRunning = backingUp.state.kind === 'running';
  const newest = answer.value?.backups[0];
  return (
    <div className={css.column}>
      <div className={css.tabHead}>
        <p className={css.quiet}>
          One a day is made by itself, and verified before it counts; older ones are given up by number and
          age.
        </p>
        <ReasonedButton
          icon="download"
          wraps={false}
          busy={isRunning}
          reasons={isRunning ? [] : reasons}
          onClick={() => backingUp.begin({})}
        >
          Back up now
        </ReasonedButton>
      </div>
      {answer.fault && (
        <FaultNote
          fault={answer.fault}
          stillTrue="The backups themselves are untouched by this."
          acts={<Button onClick={answer.again}>Read again</Button>}
        />
      )}
      {!answer.value && !answer.fault && (
        <div className={css.alone}>
          <Skeleton label="the backups" lines={5} />
        </div>
      )}
      {answer.value && (
        <div className={css.table}>
          <Table
            label="Backups, newest first"
            columns={columns}
            rows={answer.value.backups}
            rowId={({ file }) => file}
            empty={
              <Empty icon="download" title="No backup yet">
                The first is made a while after the app has started, or now.
              </Empty>
            }
          />
        </div>
      )}
      {newest && (
        <div className={css.tabFoot}>
          <p className={css.quiet}>
            Restoring is done in a terminal, with Signalbox closed. The backup is verified first, and the
            journal that it replaces is kept aside; without --yes it is verified only.
          </p>
          <CommandLine
            label="Command to restore the newest backup"
            command={`signalbox restore ${newest.file} --yes`}
          />
        </div>
      )}
    </div>
  );
}

const columns: readonly TableColumn<Backup>[] = [
  {
    id: 'madeAt',
    head: 'Made and verified',
    size: { kind: 'fixed', px: 190 },
    mono: true,
    cell: ({ madeAt }) => <time dateTime={madeAt}>{formatUtc(madeAt)}</time>,
  },
  {
    id: 'age',
    head: 'Age',
    size: { kind: 'fixed', px: 110 },
    cell: ({ madeAt }) => <Age at={madeAt} fade="never" />,
  },
  {
    id: 'headSeq',
    head: 'Up to record',
    size: { kind: 'fixed', px: 110 },
    align: 'end',
    cell: ({ headSeq }) => formatCount(headSeq),
  },
  {
    id: 'size',
    head: 'Size',
    size: { kind: 'fixed', px: 100 },
    align: 'end',
    cell: ({ sizeBytes }) => formatBytes(sizeBytes),
  },
  {
    id: 'file',
    head: 'File',
    size: { kind: 'grow', weight: 1, minPx: 220 },
    mono: true,
    cell: ({ file }) => <VisibleText text={file} />,
  },
];
