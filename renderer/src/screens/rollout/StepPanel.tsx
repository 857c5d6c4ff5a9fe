import { useState } from 'react';
import type { RolloutState } from '../../../../shared/journal/state.ts';
import { stepText } from '../../../../shared/view/stepText.ts';
import type { HostRow, RolloutView } from '../../../../shared/view/rolloutView.ts';
import type { StepCell } from '../../../../shared/view/stepCell.ts';
import { Button, IconButton, type LanePlace, LogView, type LogLine, Tabs } from '../../ui/index.ts';
import { useAnswer } from '../../answers/useAnswer.ts';
import { HostActs } from './HostActs.tsx';
import { HostRecords } from './HostRecords.tsx';
import { StepFacts } from './StepFacts.tsx';
import type { KnownPlan } from './usePlan.ts';
import css from './StepPanel.module.css';

interface StepPanelProps {
  readonly rollout: RolloutState;
  readonly plan: KnownPlan;
  readonly view: RolloutView;
  readonly place: LanePlace | undefined;
  /** Nobody has chosen a step: the one that runs is shown. */
  readonly follows: boolean;
  readonly isPinned: boolean;
  /** What is sent in this step, to the letter. */
  readonly lines: readonly string[];
  readonly onPin: () => void;
  readonly onFollow: () => void;
}

/** One step of one host: its literal command, what it writes while it runs, and the host's records. */
export function StepPanel(props: StepPanelProps) {
  const { rollout, plan, view, place, follows, isPinned, lines, onPin, onFollow } = props;
  const [tab, setTab] = useState('output');
  const row = view.batches.flatMap((batch) => batch.hosts).find((it) => it.host === place?.host);
  const step = row?.steps.find((it) => it.kind === place?.step);
  const planned = plan.value?.hosts.find((it) => it.host === place?.host);
  const timeoutMs = [
    ...(planned?.staging ?? []),
    ...(planned?.steps ?? []),
    ...(planned?.raising ?? []),
  ].find((it) => it.kind === place?.step)?.timeoutMs;
  if (row === undefined || step === undefined) {
    return (
      <section className={css.panel} aria-label="Step">
        <p className={css.idle}>Nothing has begun yet. The step that runs will be shown here.</p>
      </section>
    );
  }
  const isOver = view.status.kind === 'finished' || view.status.kind === 'interrupted';
  const name = `${row.host}: ${stepText(step.kind)}`;
  return (
    <section className={css.panel} aria-label={`Step ${name}`}>
      <header className={css.head}>
        <h2 className={css.title}>{name}</h2>
        <span className={css.mode}>{modeWords({ isPinned, follows, isOver })}</span>
        <HostActs rollout={rollout} host={row.host} />
        {!follows && !isOver && (
          <Button kind="quiet" icon="follow" onClick={onFollow}>
            Follow
          </Button>
        )}
        <IconButton
          icon="lock"
          label={isPinned ? 'Let go of this step' : 'Pin this step'}
          pressed={isPinned}
          onClick={onPin}
        />
      </header>
      <div className={css.columns}>
        <StepFacts row={row} step={step} timeoutMs={timeoutMs} trouble={plan.trouble} />
        <div className={css.tabs}>
          <Tabs
            label="Of this step"
            current={tab}
            onChange={setTab}
            tabs={[
              {
                id: 'output',
                label: 'Command and output',
                panel: <StepOutput name={name} row={row} step={step} lines={lines} />,
              },
              {
                id: 'records',
                label: `Records of ${row.host}`,
                panel: <HostRecords rollout={rollout} host={row.host} />,
              },
            ]}
          />
        </div>
      </div>
    </section>
  );
}

function modeWords(of: {
  readonly isPinned: boolean;
  readonly follows: boolean;
  readonly isOver: boolean;
}): string {
  if (of.isPinned) return 'pinned';
  if (!of.follows) return 'Enter pins it, Esc lets go';
  return of.isOver ? '' : 'follows what runs';
}

function StepOutput(props: {
  readonly name: string;
  readonly row: HostRow;
  readonly step: StepCell;
  readonly lines: readonly string[];
}) {
  const { name, row, step, lines } = props;
  const kept = useAnswer(
    'journal.blob',
    step.outputSha256 === undefined ? undefined : { sha256: step.outputSha256 },
  );
  const live = step.state === 'running' ? row.live.output?.tail : undefined;
  return (
    <div className={css.log}>
      <LogView
        key={name}
        label={`Command and output of ${name}`}
        lines={[
          ...lines.map((text): LogLine => ({ stream: 'sent', text })),
          ...outputLines(kept.value?.text ?? live),
          ...remarks(step, kept.fault?.message, kept.value),
        ]}
        empty={step.state === 'waiting' ? 'Not begun yet.' : 'Nothing is sent in this step.'}
      />
    </div>
  );
}

function outputLines(text: string | undefined): LogLine[] {
  if (text === undefined || text === '') return [];
  return text
    .replace(/\r?\n$/, '')
    .split('\n')
    .map((line) => ({ stream: 'out', text: line }));
}

function remarks(
  step: StepCell,
  fault: string | undefined,
  kept: { readonly text: string; readonly sizeBytes: number } | undefined,
): LogLine[] {
  const isCut = kept !== undefined && new TextEncoder().encode(kept.text).length < kept.sizeBytes;
  return [
    ...(fault === undefined
      ? []
      : [{ stream: 'note' as const, text: `The output cannot be read: ${fault}` }]),
    ...(isCut
      ? [{ stream: 'note' as const, text: `Cut here; the whole output has ${kept.sizeBytes} bytes.` }]
      : []),
    ...(step.message === undefined ? [] : [{ stream: 'err' as const, text: step.message }]),
    ...(step.state === 'lost'
      ? [{ stream: 'note' as const, text: 'The rollout was interrupted here: what came of it is not known.' }]
      : []),
  ];
}
