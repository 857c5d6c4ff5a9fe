import type { ReactNode } from 'react';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { formatCount } from '../../format/count.ts';
import { navigate } from '../../route.ts';
import { useJournalState } from '../../stores/useStores.ts';
import { Button, Skeleton, Table, type TableColumn } from '../../ui/index.ts';
import type { SurveyRow } from './filterSurvey.ts';
import type { Survey } from './useSurvey.ts';
import css from './Audit.module.css';

interface SurveyTabProps {
  readonly label: string;
  readonly answer: Survey['answer'];
  readonly rows: readonly SurveyRow[] | undefined;
  readonly columns: readonly TableColumn<SurveyRow>[];
  /** The record that a row rests on. */
  readonly recordOf: (row: SurveyRow) => string | undefined;
  readonly empty: ReactNode;
}

/** A list of an export, as it would be written now; each line opens the record that it rests on. */
export function SurveyTab({ label, answer, rows, columns, recordOf, empty }: SurveyTabProps) {
  if (answer.fault) {
    return (
      <FaultNote
        fault={answer.fault}
        stillTrue="Nothing was changed, and nothing was written."
        acts={
          <Button icon="retry" onClick={answer.again}>
            Read again
          </Button>
        }
      />
    );
  }
  if (!rows || !answer.value) {
    return (
      <div className={css.alone}>
        <p className={css.quiet}>
          The whole journal is read and verified for this; a long one takes a while.
        </p>
        <Skeleton label={label.toLowerCase()} lines={8} />
      </div>
    );
  }
  return (
    <div className={css.column}>
      <Older headSeq={answer.value.headSeq} answer={answer} />
      <div className={css.table}>
        <Table
          label={label}
          columns={columns}
          rows={rows.map((row, index) => ({ ...row, place: String(index) }))}
          rowId={(row) => row['place'] ?? ''}
          onOpen={(row) => {
            const seq = Number(recordOf(row));
            if (seq > 0) navigate({ screen: 'record', seq });
          }}
          empty={empty}
        />
      </div>
    </div>
  );
}

/** The list is of the moment at which it was read; the journal goes on. */
function Older({ headSeq, answer }: { readonly headSeq: number; readonly answer: Survey['answer'] }) {
  const newer = useJournalState((state) => state.seq - headSeq);
  if (newer <= 0) return undefined;
  return (
    <p className={css.older} role="status">
      As of record {headSeq}; {formatCount(newer)} newer {newer === 1 ? 'record is' : 'records are'} not among
      them.{' '}
      <Button kind="quiet" icon="retry" busy={answer.isAsking} onClick={answer.again}>
        Read again
      </Button>
    </p>
  );
}
