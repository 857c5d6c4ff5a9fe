import { useMemo } from 'react';
import {
  type DifferenceRow,
  differencesOf,
  differenceWords,
  withoutHost,
} from '../../../../shared/view/differences.ts';
import { navigate } from '../../route.ts';
import { useJournalState, useWorkspace } from '../../stores/useStores.ts';
import { visibleText } from '../../format/visibleText.ts';
import { plural } from '../../format/plural.ts';
import {
  Age,
  Button,
  Chip,
  Empty,
  ErrorNote,
  ReasonedButton,
  Table,
  type TableColumn,
  VisibleText,
} from '../../ui/index.ts';
import { useAuditWork, useBeginReasons } from '../frame/auditWork.ts';
import css from './Audit.module.css';

/** What hosts say was installed on them, held against the journal. */
export function HostsTab() {
  const reconciliations = useJournalState((state) => state.reconciliations);
  const rows = useMemo(() => differencesOf({ reconciliations }), [reconciliations]);
  const { reconciling } = useAuditWork();
  const reasons = useBeginReasons();
  const isRunning = reconciling.state.kind === 'running';
  const notSeen = reconciling.state.kind === 'done' ? reconciling.state.value.notSeen : [];
  const compare = (
    <ReasonedButton
      icon="host"
      wraps={false}
      busy={isRunning}
      reasons={isRunning ? [] : reasons}
      onClick={() => reconciling.begin({})}
    >
      Compare the hosts now
    </ReasonedButton>
  );
  return (
    <div className={css.column}>
      <div className={css.tabHead}>
        <Compared />
        {compare}
      </div>
      {notSeen.length > 0 && (
        <ErrorNote
          tone="caution"
          title={`${plural(notSeen.length, 'host')} could not be asked.`}
          details={notSeen.map(({ host, message }) => `${host}: ${message}`)}
          stillTrue="What stands below is of the hosts that answered."
          acts={<Button onClick={reconciling.forget}>Dismiss</Button>}
        />
      )}
      <div className={css.table}>
        <Table
          label="Differences between hosts and journal"
          columns={columns}
          rows={rows}
          rowId={({ kind, service, environment, host, text }) =>
            `${kind}/${service}/${environment}/${host}/${text}`
          }
          onOpen={({ seq }) => navigate({ screen: 'record', seq })}
          empty={
            Object.keys(reconciliations).length === 0 ? (
              <Empty icon="host" title="The hosts were not compared yet">
                Each host keeps its own small journal of what was installed on it. Comparing reads it back,
                and lists what this journal does not know.
              </Empty>
            ) : (
              <Empty icon="check" title="Hosts and journal agree">
                Nothing was deployed by hand, and every artifact is the one that was rolled out.
              </Empty>
            )
          }
        />
      </div>
    </div>
  );
}

/** When each environment was compared last. */
function Compared() {
  const reconciliations = useJournalState((state) => state.reconciliations);
  const environments = useWorkspace((state) => state.workspace?.environments) ?? [];
  const compared = environments.flatMap(({ name }) => {
    const last = reconciliations[name];
    return last ? [{ name, ...last }] : [];
  });
  const without = environments.filter(({ name }) => reconciliations[name] === undefined);
  if (compared.length === 0) return <p className={css.quiet}>No environment was compared yet.</p>;
  return (
    <p className={css.quiet}>
      {compared.map(({ name, at, by }, index) => (
        <span key={name}>
          {index > 0 && '; '}
          {name} <Age at={at} prefix="compared" fade="never" /> by <VisibleText text={by} />
        </span>
      ))}
      {without.length > 0 && `; not yet: ${without.map(({ name }) => name).join(', ')}`}
    </p>
  );
}

const columns: readonly TableColumn<DifferenceRow>[] = [
  {
    id: 'kind',
    head: 'What',
    size: { kind: 'fixed', px: 140 },
    cell: ({ kind }) => (
      <Chip tone="bad" icon="question">
        {differenceWords[kind]}
      </Chip>
    ),
  },
  textColumn('service', 'Service', ({ service }) => service),
  textColumn('environment', 'Environment', ({ environment }) => environment, 110),
  textColumn('host', 'Host', ({ host }) => host, 110),
  {
    id: 'text',
    head: 'The host says',
    size: { kind: 'grow', weight: 5, minPx: 260 },
    cell: ({ text, host }) => (
      <span title={visibleText(text)}>
        <VisibleText text={withoutHost(text, host)} />
      </span>
    ),
  },
  {
    id: 'at',
    head: 'Seen',
    size: { kind: 'fixed', px: 90 },
    cell: ({ at }) => <Age at={at} fade="never" />,
  },
];

function textColumn(
  id: string,
  head: string,
  read: (row: DifferenceRow) => string,
  minPx = 90,
): TableColumn<DifferenceRow> {
  return {
    id,
    head,
    size: { kind: 'grow', weight: 1, minPx },
    cell: (row) => <VisibleText text={read(row)} />,
  };
}
