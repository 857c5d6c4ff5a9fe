import { type KeyboardEvent, useMemo, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { toInstants } from '../../../../shared/view/auditPeriod.ts';
import { changeRowsOf, filterChanges, peopleOfChanges } from '../../../../shared/view/changeList.ts';
import { differencesOf } from '../../../../shared/view/differences.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { useAnswer } from '../../answers/useAnswer.ts';
import { plural } from '../../format/plural.ts';
import { navigate } from '../../route.ts';
import { useFeedStatus, useJournalState, useWorkspace } from '../../stores/useStores.ts';
import { Button, Empty, Skeleton, Tabs } from '../../ui/index.ts';
import { useAuditWork } from '../frame/auditWork.ts';
import { useShortcuts } from '../frame/shortcuts.tsx';
import type { ScreenPropsOf } from '../registry.tsx';
import { Screen } from '../Screen.tsx';
import { AuditFilterBar } from './AuditFilterBar.tsx';
import {
  type AuditFilters,
  type AuditPlace,
  auditTabs,
  hasFilters,
  parsePlace,
  toChangeFilter,
  toRecordsSearch,
  toSearch,
} from './auditPlace.ts';
import { BackupsTab } from './BackupsTab.tsx';
import { ChangesTab } from './ChangesTab.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { filterSurvey } from './filterSurvey.ts';
import { HostsTab } from './HostsTab.tsx';
import { Standing } from './Standing.tsx';
import { accessColumns, exceptionColumns } from './surveyColumns.tsx';
import { SurveyTab } from './SurveyTab.tsx';
import { WorkLine } from './WorkLine.tsx';
import css from './Audit.module.css';

/** What an auditor asks: is it all there, is it true, what departs from the rules, who could do what; and take it away. */
export function AuditScreen({ route }: ScreenPropsOf<'audit'>) {
  const place = useMemo(() => parsePlace(route.search ?? ''), [route.search]);
  const { tab, filters, change } = place;
  const go = (next: Partial<AuditPlace>) =>
    navigate({ screen: 'audit', search: toSearch({ ...place, ...next }) }, { replace: true });
  const feed = useFeedStatus('state');
  const { verifying } = useAuditWork();
  const { all, rows, names } = useChanges(filters);
  const survey = useAnswer(
    'audit.survey',
    tab === 'exceptions' || tab === 'access' ? toInstants(filters) : undefined,
  );
  const exceptions = useMemo(
    () => survey.value && filterSurvey(survey.value.exceptions, filters),
    [survey.value, filters],
  );
  const access = useMemo(
    () => survey.value && filterSurvey(survey.value.access, { ...filters, service: undefined }),
    [survey.value, filters],
  );
  const differences = useJournalState((state) => differencesOf(state).length);
  const firstField = useRef<HTMLSelectElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const close = () => {
    go({ change: undefined });
    area.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || change === undefined || place.isExporting) return;
    event.preventDefault();
    close();
  };
  useShortcuts('Audit', [
    { keys: '/', label: 'Filter', act: () => firstField.current?.focus() },
    { keys: 'c', label: 'Clear the filter', act: () => go({ filters: {} }) },
    { keys: 'v', label: 'Verify the whole journal', act: () => verifying.begin({}) },
    { keys: 'x', label: 'Export evidence', act: () => go({ isExporting: true }) },
    ...auditTabs.map((id, index) => ({
      keys: String(index + 1),
      label: `Show ${tabLabels[id].toLowerCase()}`,
      act: () => go({ tab: id, change: undefined }),
    })),
    { keys: 'Enter', label: 'Open the evidence of a line' },
    { keys: 'Esc', label: 'Close the change' },
  ]);

  const bar = (count: string | undefined, has: { withKinds?: boolean; withServices?: boolean } = {}) => (
    <AuditFilterBar
      filters={filters}
      onChange={(next) => go({ filters: next, change: undefined })}
      names={names}
      {...has}
      firstField={firstField}
    >
      <span className={css.count} role="status">
        {count ?? 'Reading…'}
      </span>
      <Button
        kind="quiet"
        icon="journal"
        onClick={() => navigate({ screen: 'journal', search: toRecordsSearch(filters) })}
      >
        The records
      </Button>
    </AuditFilterBar>
  );
  const cleared = hasFilters(filters) ? (
    <Button onClick={() => go({ filters: {} })}>Clear the filter</Button>
  ) : undefined;

  return (
    <Screen
      title="Audit"
      tools={
        <Button kind="primary" icon="download" onClick={() => go({ isExporting: true })}>
          Export evidence…
        </Button>
      }
    >
      <div className={css.audit} ref={area} onKeyDown={onKeyDown}>
        <Standing />
        <WorkLine />
        {feed.kind === 'ended' ? (
          <FaultNote fault={feed.fault} />
        ) : feed.kind === 'loading' ? (
          <div className={css.alone}>
            <Skeleton label="the changes" lines={8} />
          </div>
        ) : (
          <div className={css.tabs}>
            <Tabs
              label="Evidence"
              current={tab}
              onChange={(id) =>
                go({ tab: auditTabs.find((it) => it === id) ?? 'changes', change: undefined })
              }
              tabs={[
                {
                  id: 'changes',
                  label: tabLabels.changes,
                  count: rows.length,
                  panel: (
                    <div className={css.column}>
                      {bar(plural(rows.length, 'change'), { withKinds: true })}
                      <ChangesTab
                        rows={rows}
                        open={change}
                        onOpen={(id) => (id === undefined ? close() : go({ change: id }))}
                        empty={
                          all.length === 0 ? (
                            <Empty icon="shield" title="No production change yet">
                              A rollout to an environment of production, or to one that asks for sign-offs,
                              begins it.
                            </Empty>
                          ) : (
                            <Empty icon="filter" title="No change fits" act={cleared} />
                          )
                        }
                      />
                    </div>
                  ),
                },
                {
                  id: 'exceptions',
                  label: tabLabels.exceptions,
                  ...(exceptions ? { count: exceptions.length } : {}),
                  panel: (
                    <div className={css.column}>
                      {bar(exceptions && plural(exceptions.length, 'exception'))}
                      <SurveyTab
                        label="Exceptions"
                        survey={survey}
                        rows={exceptions}
                        columns={exceptionColumns}
                        recordOf={(row) => row['record']}
                        empty={
                          <Empty icon="check" title="Nothing departs from the rules" act={cleared}>
                            Emergencies, refusals, failed rollouts, debts, findings of the verification and
                            what hosts say otherwise would be listed.
                          </Empty>
                        }
                      />
                    </div>
                  ),
                },
                {
                  id: 'access',
                  label: tabLabels.access,
                  panel: (
                    <div className={css.column}>
                      {bar(access && plural(access.length, 'line'), { withServices: false })}
                      <SurveyTab
                        label="Who could do what"
                        survey={survey}
                        rows={access}
                        columns={accessColumns}
                        recordOf={(row) => row['fromRecord']}
                        empty={
                          <Empty icon="people" title="Nobody had a role" act={cleared}>
                            People, their keys and groups, and policies come from signalbox.yaml.
                          </Empty>
                        }
                      />
                    </div>
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
          </div>
        )}
      </div>
      <ExportDialog
        open={place.isExporting}
        onOpenChange={(isExporting) => go({ isExporting })}
        filters={filters}
      />
    </Screen>
  );
}

const tabLabels = {
  changes: 'Changes',
  exceptions: 'Exceptions',
  access: 'Access',
  hosts: 'Hosts against the journal',
  backups: 'Backups',
} as const;

/** All production changes, those that fit, and what can be chosen from. */
function useChanges(filters: AuditFilters) {
  const state = useJournalState(
    useShallow(({ rollouts, rolloutOrder, promotions, policies }) => ({
      rollouts,
      rolloutOrder,
      promotions,
      policies,
    })),
  );
  const workspace = useWorkspace((it) => it.workspace);
  const all = useMemo(() => {
    const production = workspace?.environments.filter(({ stage }) => stage === 'production') ?? [];
    return changeRowsOf(state, new Set(production.map(({ name }) => name)));
  }, [state, workspace]);
  const rows = useMemo(() => filterChanges(all, toChangeFilter(filters)), [all, filters]);
  const names = useMemo(
    () => ({
      services: distinct([
        ...(workspace?.services ?? []).map(({ name }) => name),
        ...all.map((it) => it.rollout.service),
      ]),
      environments: distinct(all.map((it) => it.rollout.environment)),
      people: distinct([
        ...peopleOfChanges(all),
        ...(workspace?.people ?? []).map(({ name }) => name),
      ]).toSorted(),
    }),
    [all, workspace],
  );
  return { all, rows, names };
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
