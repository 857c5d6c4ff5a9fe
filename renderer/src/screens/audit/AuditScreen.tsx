import { type KeyboardEvent, useMemo, useRef } from 'react';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { navigate } from '../../route.ts';
import { useFeedStatus } from '../../stores/useStores.ts';
import { Button, Skeleton } from '../../ui/index.ts';
import { useAuditWork } from '../frame/auditWork.ts';
import { useShortcuts } from '../frame/shortcuts.tsx';
import type { ScreenPropsOf } from '../registry.tsx';
import { Screen } from '../Screen.tsx';
import { type AuditPlace, auditTabs, parsePlace, tabLabels, toSearch } from './auditPlace.ts';
import { EvidenceTabs } from './EvidenceTabs.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { Standing } from './Standing.tsx';
import { WorkLine } from './WorkLine.tsx';
import css from './Audit.module.css';

/** What an auditor asks: is it all there, is it true, what departs from the rules, who could do what; and take it away. */
export function AuditScreen({ route }: ScreenPropsOf<'audit'>) {
  const place = useMemo(() => parsePlace(route.search ?? ''), [route.search]);
  const { filters, change } = place;
  const go = (next: Partial<AuditPlace>) =>
    navigate({ screen: 'audit', search: toSearch({ ...place, ...next }) }, { replace: true });
  const feed = useFeedStatus('state');
  const { verifying } = useAuditWork();
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
            <EvidenceTabs place={place} go={go} onClose={close} firstField={firstField} />
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
