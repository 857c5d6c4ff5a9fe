import { useMemo, useRef, useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/contract.ts';
import { formatDuration } from '../../../../shared/view/formatDuration.ts';
import {
  closableRowsOf,
  planRowsOf,
  planTextOf,
  type PlanRow,
} from '../../../../shared/view/promotionPlan.ts';
import { plural } from '../../format/plural.ts';
import { Age, Button, Digest, Empty, Icon, Skeleton, VisibleText, useToast } from '../../ui/index.ts';
import { useVirtualWindow } from '../../ui/grid/useVirtualWindow.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { PlanFacts } from './PlanFacts.tsx';
import type { Answer } from '../../answers/useAnswer.ts';
import css from './Plan.module.css';

type Prepared = OutputOf<'rollouts.plan'>;

interface PlanPanelProps {
  readonly prepared: Answer<Prepared>;
  /** Why there is an answer without a plan. */
  readonly absent?: string;
}

/** Everything that would be sent, to the letter; its digest names it, and exactly this one is started. */
export function PlanPanel({ prepared, absent }: PlanPanelProps) {
  if (prepared.fault) {
    return (
      <FaultNote
        fault={prepared.fault}
        stillTrue="Nothing was changed anywhere."
        acts={
          <Button onClick={prepared.again} busy={prepared.isAsking}>
            Plan again
          </Button>
        }
      />
    );
  }
  if (!prepared.value && absent !== undefined && prepared.at !== undefined) {
    return (
      <Empty icon="alert" title="No plan">
        {absent}
      </Empty>
    );
  }
  if (!prepared.value) return <Skeleton label="the plan" lines={10} />;
  return <Plan prepared={prepared.value} answer={prepared} />;
}

function Plan({ prepared, answer }: { readonly prepared: Prepared; readonly answer: Answer<Prepared> }) {
  const { plan, planSha256 } = prepared;
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const showToast = useToast();
  const all = useMemo(() => closableRowsOf(plan), [plan]);
  const rows = useMemo(() => planRowsOf(plan, closed), [plan, closed]);

  function toggle(id: string) {
    setClosed((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }

  function copy() {
    navigator.clipboard.writeText(planTextOf(plan, planSha256)).then(
      () => showToast({ tone: 'ok', title: 'The plan was copied' }),
      () => showToast({ tone: 'bad', title: 'The clipboard cannot be written' }),
    );
  }

  return (
    <div className={css.plan}>
      <PlanFacts prepared={prepared} />
      <div className={css.tools}>
        <span className={css.digest}>
          plan SHA-256 <Digest value={planSha256} length={16} label="plan digest" />
        </span>
        {answer.at !== undefined && <Age at={answer.at} prefix="planned" />}
        <span className={css.space} />
        <Button kind="quiet" onClick={() => setClosed(closed.size === 0 ? new Set(all) : new Set())}>
          {closed.size === 0 ? 'Close all' : 'Open all'}
        </Button>
        <Button kind="quiet" icon="copy" onClick={copy}>
          Copy
        </Button>
        <Button kind="quiet" icon="retry" onClick={answer.again} busy={answer.isAsking}>
          Plan again
        </Button>
      </div>
      <PlanLines label={`Plan, ${plural(plan.hosts.length, 'host')}`} rows={rows} onToggle={toggle} />
    </div>
  );
}

const rowPx = 22;

function PlanLines(props: {
  readonly label: string;
  readonly rows: readonly PlanRow[];
  readonly onToggle: (id: string) => void;
}) {
  const { label, rows, onToggle } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualWindow({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 20,
  });
  return (
    <div ref={scroller} className={css.lines} role="region" aria-label={label} tabIndex={0}>
      <div className={css.body} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return (
            row && (
              <div
                key={row.id}
                className={css.row}
                style={{ transform: `translateY(${item.start}px)`, height: rowPx }}
              >
                <PlanRowText row={row} onToggle={onToggle} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function PlanRowText({ row, onToggle }: { readonly row: PlanRow; readonly onToggle: (id: string) => void }) {
  switch (row.kind) {
    case 'section':
      return (
        <h2 className={css.section}>
          {row.title} <span className={css.note}>{row.note}</span>
        </h2>
      );
    case 'host':
      return <Disclosure row={row} onToggle={onToggle} />;
    case 'step':
      return (
        <p className={css.step}>
          {row.title} <span className={css.note}>at most {formatDuration(row.timeoutMs)}</span>
        </p>
      );
    case 'line':
      return (
        <code className={css.line}>
          <span className={css.prefix}>{row.prefix}</span> <VisibleText text={row.text} />
        </code>
      );
  }
}

function Disclosure(props: {
  readonly row: Extract<PlanRow, { kind: 'host' }>;
  readonly onToggle: (id: string) => void;
}) {
  const { row, onToggle } = props;
  return (
    <button type="button" className={css.host} aria-expanded={row.isOpen} onClick={() => onToggle(row.id)}>
      <Icon name={row.isOpen ? 'chevronDown' : 'chevronRight'} size={12} />
      {row.host} <span className={css.note}>{plural(row.steps, 'step')}</span>
    </button>
  );
}
