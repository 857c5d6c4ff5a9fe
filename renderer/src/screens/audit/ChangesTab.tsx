import type { ReactNode } from 'react';
import type { ChangeRow } from '../../../../shared/view/changeList.ts';
import { formatUtc } from '../../format/instant.ts';
import { Table, type TableColumn, VisibleText } from '../../ui/index.ts';
import { StatusChip } from '../rollout/StatusChip.tsx';
import { usePersonName } from '../signoff/usePersonName.ts';
import { ChangePanel } from './ChangePanel.tsx';
import { KindMark } from './KindMark.tsx';
import css from './Audit.module.css';

interface ChangesTabProps {
  readonly rows: readonly ChangeRow[];
  /** The rollout of the change that is open. */
  readonly open: string | undefined;
  readonly onOpen: (rolloutId: string | undefined) => void;
  readonly empty: ReactNode;
}

/** Every production change that fits, newest first, and the evidence of the one that is open. */
export function ChangesTab({ rows, open, onOpen, empty }: ChangesTabProps) {
  const nameOf = usePersonName();
  const opened = open === undefined ? undefined : rows.find(({ rollout }) => rollout.id === open);
  return (
    <div className={css.split} data-open={opened !== undefined}>
      <div className={css.table}>
        <Table
          label="Production changes, newest first"
          columns={columnsOf(nameOf, opened !== undefined)}
          rows={rows}
          rowId={({ rollout }) => rollout.id}
          {...(open === undefined ? {} : { selectedId: open })}
          onOpen={({ rollout }) => onOpen(rollout.id)}
          empty={empty}
        />
      </div>
      {opened && <ChangePanel key={opened.rollout.id} row={opened} onClose={() => onOpen(undefined)} />}
    </div>
  );
}

/** Beside an open change there is room for what tells changes apart. */
function columnsOf(nameOf: (person: string) => string, isBeside: boolean): readonly TableColumn<ChangeRow>[] {
  const beside = [
    when,
    textColumn('service', 'Service', ({ rollout }) => rollout.service, 75),
    textColumn('version', 'Version', ({ rollout }) => rollout.release.version, 75),
    result,
  ];
  if (isBeside) return beside;
  return [
    ...beside,
    textColumn('environment', 'Environment', ({ rollout }) => rollout.environment, 110),
    rules,
    textColumn(
      'askedBy',
      'Asked by',
      ({ rollout, promotion }) => nameOf(promotion?.requester ?? rollout.requestedBy),
      100,
    ),
    textColumn('approvedBy', 'Approved by', ({ approvedBy }) => approvedBy.map(nameOf).join(', '), 130),
    textColumn('operator', 'Deployed by', ({ rollout }) => nameOf(rollout.requestedBy), 100),
    hosts,
  ];
}

const when: TableColumn<ChangeRow> = {
  id: 'at',
  head: 'Begun, UTC',
  size: { kind: 'fixed', px: 148 },
  mono: true,
  cell: ({ rollout }) => (
    <time dateTime={rollout.requestedAt} title={formatUtc(rollout.requestedAt)}>
      {rollout.requestedAt.slice(0, 16).replace('T', ' ')}
    </time>
  ),
};
const result: TableColumn<ChangeRow> = {
  id: 'result',
  head: 'Result',
  size: { kind: 'fixed', px: 120 },
  cell: ({ rollout }) => <StatusChip status={rollout.status} />,
};
const rules: TableColumn<ChangeRow> = {
  id: 'kind',
  head: 'Rules',
  size: { kind: 'fixed', px: 128 },
  cell: ({ kind }) => <KindMark kind={kind} />,
};
const hosts: TableColumn<ChangeRow> = {
  id: 'hosts',
  head: 'Hosts',
  size: { kind: 'fixed', px: 90 },
  align: 'end',
  cell: (row) => `${row.done} of ${row.hosts}`,
};

function textColumn(
  id: string,
  head: string,
  read: (row: ChangeRow) => string,
  minPx = 90,
): TableColumn<ChangeRow> {
  return {
    id,
    head,
    size: { kind: 'grow', weight: 1, minPx },
    cell: (row) => <VisibleText text={read(row)} />,
  };
}
