import { formatUtc } from '../../format/instant.ts';
import { visibleText } from '../../format/visibleText.ts';
import { Chip, type TableColumn, VisibleText } from '../../ui/index.ts';
import { exceptionMark } from './exceptionKinds.ts';
import type { SurveyRow } from './filterSurvey.ts';
import css from './Audit.module.css';

export const exceptionColumns: readonly TableColumn<SurveyRow>[] = [
  instantColumn('at', 'When, UTC'),
  {
    id: 'kind',
    head: 'Kind',
    size: { kind: 'fixed', px: 136 },
    cell: ({ kind = '' }) => {
      const { word, tone } = exceptionMark(kind);
      return <Chip tone={tone}>{visibleText(word)}</Chip>;
    },
  },
  textColumn('service', 'Service', { kind: 'fixed', px: 100 }),
  textColumn('environment', 'Environment', { kind: 'fixed', px: 110 }),
  textColumn('person', 'Person', { kind: 'fixed', px: 90 }),
  textColumn('text', 'What', { kind: 'grow', weight: 1, minPx: 260 }),
  { ...textColumn('record', 'Record', { kind: 'fixed', px: 76 }), align: 'end', mono: true },
];

export const accessColumns: readonly TableColumn<SurveyRow>[] = [
  textColumn('person', 'Person', { kind: 'fixed', px: 110 }),
  textColumn('role', 'Role', { kind: 'fixed', px: 170 }),
  textColumn('what', 'Group or key', { kind: 'grow', weight: 2, minPx: 150 }),
  textColumn('environment', 'Environment', { kind: 'fixed', px: 110 }),
  instantColumn('fromAt', 'From, UTC'),
  instantColumn('toAt', 'To, UTC', 'still'),
  textColumn('changedBy', 'Changed by', { kind: 'grow', weight: 3, minPx: 180 }),
];

function textColumn(id: string, head: string, size: TableColumn<SurveyRow>['size']): TableColumn<SurveyRow> {
  return {
    id,
    head,
    size,
    cell: (row) => (
      <span title={visibleText(row[id] ?? '')}>
        <VisibleText text={row[id] ?? ''} />
      </span>
    ),
  };
}

function instantColumn(id: string, head: string, without = ''): TableColumn<SurveyRow> {
  return {
    id,
    head,
    size: { kind: 'fixed', px: 140 },
    mono: true,
    cell: (row) => {
      const at = row[id] ?? '';
      if (at === '') return <span className={css.quiet}>{without}</span>;
      return (
        <time dateTime={at} title={formatUtc(at)}>
          {at.slice(0, 16).replace('T', ' ')}
        </time>
      );
    },
  };
}
