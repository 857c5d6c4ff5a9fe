import type { ReactNode, Ref } from 'react';
import { differencesOf } from '../../../../shared/view/differences.ts';
import { plural } from '../../format/plural.ts';
import { navigate } from '../../route.ts';
import { useJournalState } from '../../stores/useStores.ts';
import { Button, Empty, Tabs } from '../../ui/index.ts';
import { AuditFilterBar, type AuditFilterBarProps } from './AuditFilterBar.tsx';
import { type AuditPlace, auditTabs, hasFilters, tabLabels, toRecordsSearch } from './auditPlace.ts';
import { BackupsTab } from './BackupsTab.tsx';
import { ChangesTab } from './ChangesTab.tsx';
import { HostsTab } from './HostsTab.tsx';
import { accessColumns, exceptionColumns } from './surveyColumns.tsx';
import { SurveyTab } from './SurveyTab.tsx';
import { useChanges } from './useChanges.ts';
import { useSurvey } from './useSurvey.ts';
import css from './Audit.module.css';

interface EvidenceTabsProps {
  readonly place: AuditPlace;
  readonly go: (next: Partial<AuditPlace>) => void;
  /** Closes the change, and brings the focus back to where it was opened. */
  readonly onClose: () => void;
  readonly firstField: Ref<HTMLSelectElement>;
}

/** The lists of an audit, each with its filter over it. */
export function EvidenceTabs({ place, go, onClose, firstField }: EvidenceTabsProps) {
  const { tab, filters, change } = place;
  const { all, rows, names } = useChanges(filters);
  const { answer, exceptions, access } = useSurvey(filters, tab === 'exceptions' || tab === 'access');
  const differences = useJournalState((state) => differencesOf(state).length);
  const listed = (
    count: string | undefined,
    list: ReactNode,
    has: Pick<AuditFilterBarProps, 'withKinds' | 'withServices'> = {},
  ) => (
    <div className={css.column}>
      <AuditFilterBar
        filters={filters}
        onChange={(next) => go({ filters: next, change: undefined })}
        names={names}
        {...has}
        firstField={firstField}
      >
        <span className={css.count} role="status">
          {count ?? (answer.fault ? 'Not read' : 'Reading…')}
        </span>
        <Button
          kind="quiet"
          icon="journal"
          onClick={() => navigate({ screen: 'journal', search: toRecordsSearch(filters) })}
        >
          The records
        </Button>
      </AuditFilterBar>
      {list}
    </div>
  );
  const cleared = hasFilters(filters) ? (
    <Button onClick={() => go({ filters: {} })}>Clear the filter</Button>
  ) : undefined;
  return (
    <Tabs
      label="Evidence"
      current={tab}
      onChange={(id) => go({ tab: auditTabs.find((it) => it === id) ?? 'changes', change: undefined })}
      tabs={[
        {
          id: 'changes',
          label: tabLabels.changes,
          count: rows.length,
          panel: listed(
            plural(rows.length, 'change'),
            <ChangesTab
              rows={rows}
              open={change}
              onOpen={(id) => (id === undefined ? onClose() : go({ change: id }))}
              empty={
                all.length === 0 ? (
                  <Empty icon="shield" title="No production change yet">
                    A rollout to an environment of production, or to one that asks for sign-offs, begins it.
                  </Empty>
                ) : (
                  <Empty icon="filter" title="No change fits" act={cleared} />
                )
              }
            />,
            { withKinds: true },
          ),
        },
        {
          id: 'exceptions',
          label: tabLabels.exceptions,
          ...(exceptions ? { count: exceptions.length } : {}),
          panel: listed(
            exceptions && plural(exceptions.length, 'exception'),
            <SurveyTab
              label="Exceptions"
              answer={answer}
              rows={exceptions}
              columns={exceptionColumns}
              recordOf={(row) => row['record']}
              empty={
                <Empty icon="check" title="Nothing departs from the rules" act={cleared}>
                  Emergencies, refusals, failed rollouts, debts, findings of the verification and what hosts
                  say otherwise would be listed.
                </Empty>
              }
            />,
          ),
        },
        {
          id: 'access',
          label: tabLabels.access,
          panel: listed(
            access && plural(access.length, 'line'),
            <SurveyTab
              label="Who could do what"
              answer={answer}
              rows={access}
              columns={accessColumns}
              recordOf={(row) => row['fromRecord']}
              empty={
                <Empty icon="people" title="Nobody had a role" act={cleared}>
                  People, their keys and groups, and policies come from signalbox.yaml.
                </Empty>
              }
            />,
            { withServices: false },
          ),
        },
        {
          id: 'hosts',
          label: tabLabels.hosts,
          ...(differences > 0 ? { count: differences } : {}),
          panel: <HostsTab />,
        },
        { id: 'backups', label: tabLabels.backups, panel: <BackupsTab /> },
      ]}
    />
  );
}
