import { Button, Empty, Skeleton } from '../../ui/index.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { useAnswer } from '../../answers/useAnswer.ts';
import { RecordView } from './RecordView.tsx';

/** Reads one record by its number. Records never change: it is read once. */
export function OpenRecord({ seq }: { readonly seq: number }) {
  const answer = useAnswer('journal.records', { afterSeq: Math.max(0, seq - 1), limit: 1 });
  if (answer.fault) {
    return <FaultNote fault={answer.fault} acts={<Button onClick={answer.again}>Read again</Button>} />;
  }
  if (!answer.value) return <Skeleton label={`record ${seq}`} lines={6} />;
  const [record] = answer.value.records;
  if (record?.seq !== seq) {
    return (
      <Empty icon="journal" title={`There is no record ${seq}`}>
        The journal ends with record {answer.value.headSeq}.
      </Empty>
    );
  }
  return <RecordView record={record} />;
}
