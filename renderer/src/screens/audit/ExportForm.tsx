import { type FormEvent, useState } from 'react';
import type { Fault } from '../../../../shared/protocol/fault.ts';
import { toInstants } from '../../../../shared/view/auditPeriod.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { formatUtc } from '../../format/instant.ts';
import { useWorkspace } from '../../stores/useStores.ts';
import { CheckboxInput, CheckList, ChoiceInput, FormField, TextInput } from '../../ui/index.ts';
import { useAuditWork, useBeginReasons } from '../frame/auditWork.ts';
import type { AuditFilters } from './auditPlace.ts';
import { PeriodSelect } from './PeriodSelect.tsx';
import { type ExportDraft, findExportProblems, suggestPath, toExportRequest } from './exportRequest.ts';
import { useNamedPeriods } from './useNamedPeriods.ts';
import css from './Audit.module.css';

interface ExportFormProps {
  readonly filters: AuditFilters;
  /** What came of the try before. */
  readonly fault: Fault | undefined;
  /** For the button that sends it. */
  readonly formId: string;
}

/** Which period, of what, as what, to where. */
export function ExportForm({ filters, fault, formId }: ExportFormProps) {
  const workspace = useWorkspace((state) => state.workspace);
  const { begin } = useAuditWork().exporting;
  const reasons = useBeginReasons();
  const periods = useNamedPeriods().filter(({ from }) => from !== undefined);
  const [draft, setDraft] = useState<ExportDraft>(() => draftFrom(filters, periods[0]));
  const [typedPath, setTypedPath] = useState<string>();
  const [isTried, setTried] = useState(false);
  const directory = workspace?.directory ?? '';
  const whole = { ...draft, path: typedPath ?? suggestPath({ directory, ...draft }) };
  const problems = findExportProblems(whole);
  const shown = isTried ? problems : {};
  const set = (changes: Partial<ExportDraft>) => setDraft((before) => ({ ...before, ...changes }));
  const isWhole = Object.keys(problems).length === 0;

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (isWhole && reasons.length === 0) begin(toExportRequest(whole));
  }

  return (
    <form id={formId} className={css.form} onSubmit={submit} noValidate>
      {fault && <FaultNote fault={fault} stillTrue="Nothing was written." />}
      <div className={css.fields}>
        <FormField label="Period">
          {({ id }) => <PeriodSelect id={id} period={draft} periods={periods} onChange={set} autoFocus />}
        </FormField>
        <FormField label="From the beginning of" {...errorOf(shown.from)}>
          {(binding) => (
            <TextInput
              {...binding}
              type="date"
              value={draft.from}
              onChange={(event) => set({ from: event.target.value })}
            />
          )}
        </FormField>
        <FormField label="to the end of" {...errorOf(shown.to)}>
          {(binding) => (
            <TextInput
              {...binding}
              type="date"
              value={draft.to}
              onChange={(event) => set({ to: event.target.value })}
            />
          )}
        </FormField>
      </div>
      {problems.from === undefined && problems.to === undefined && <Bounds draft={draft} />}
      <div className={css.fields}>
        <CheckList
          label="Services"
          allLabel="Every service"
          options={workspace?.services.map(({ name }) => name) ?? []}
          chosen={draft.services}
          onChange={(services) => set({ services })}
        />
        <CheckList
          label="Environments"
          allLabel="Every environment of production"
          options={workspace?.environments.map(({ name }) => name) ?? []}
          chosen={draft.environments}
          onChange={(environments) => set({ environments })}
        />
        <ChoiceInput
          label="As"
          value={draft.form}
          onChange={(form) => set({ form })}
          choices={[
            { value: 'zip', label: 'One .zip file' },
            { value: 'folder', label: 'A folder' },
          ]}
        />
      </div>
      <p className={css.quiet}>
        Either holds the lists as CSV and JSON Lines, a PDF with a page for each change, statements and
        signatures, the journal, README.txt, and verify.sh.
      </p>
      <FormField
        label="Where"
        hint="On the machine that Signalbox runs on. Nothing may lie there yet."
        {...errorOf(shown.path)}
      >
        {(binding) => (
          <TextInput
            {...binding}
            mono
            maxLength={4_096}
            value={whole.path}
            onChange={(event) => setTypedPath(event.target.value)}
          />
        )}
      </FormField>
      <CheckboxInput
        label="Draw an auditor’s sample of the changes"
        checked={draft.isSampled}
        onChange={(event) => set({ isSampled: event.target.checked })}
      />
      {draft.isSampled && (
        <div className={css.fields}>
          <FormField label="How many" {...errorOf(shown.size)}>
            {(binding) => (
              <TextInput
                {...binding}
                inputMode="numeric"
                value={draft.size}
                onChange={(event) => set({ size: event.target.value })}
              />
            )}
          </FormField>
          <FormField
            label="Seed"
            optional
            hint="Words of the auditor’s; without any one is drawn. Either way it is recorded, and the sample can be drawn again from it."
          >
            {(binding) => (
              <TextInput
                {...binding}
                maxLength={200}
                value={draft.seed}
                onChange={(event) => set({ seed: event.target.value })}
              />
            )}
          </FormField>
        </div>
      )}
    </form>
  );
}

/** The period to the instant, as the evidence itself will name it. */
function Bounds({ draft: { from, to } }: { readonly draft: ExportDraft }) {
  const { fromAt, toAt } = toInstants({ from, to });
  return (
    <p className={css.quiet}>
      From {formatUtc(fromAt)} until before {formatUtc(toAt)}.
    </p>
  );
}

function draftFrom(
  filters: AuditFilters,
  period: { readonly from?: string | undefined; readonly to?: string | undefined } | undefined,
): ExportDraft {
  const { from, to, service, environment } = filters;
  const isBound = from !== undefined && to !== undefined;
  return {
    from: (isBound ? from : period?.from) ?? '',
    to: (isBound ? to : period?.to) ?? '',
    services: service === undefined ? [] : [service],
    environments: environment === undefined ? [] : [environment],
    form: 'zip',
    path: '',
    isSampled: false,
    size: '25',
    seed: '',
  };
}

function errorOf(error: string | undefined): { readonly error?: string } {
  return error === undefined ? {} : { error };
}
