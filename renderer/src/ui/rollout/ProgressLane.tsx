import { useCallback, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { rangeWith } from '../grid/rangeWith.ts';
import { useGridFocus } from '../grid/useGridFocus.ts';
import { useVirtualWindow } from '../grid/useVirtualWindow.ts';
import { customProperties } from '../tokens/customProperties.ts';
import { LaneCommand } from './LaneCommand.tsx';
import { LaneRow } from './LaneRow.tsx';
import type { LaneHost, LaneStep } from './laneModel.ts';
import css from './ProgressLane.module.css';

export interface LanePlace {
  readonly host: string;
  readonly step: string;
}

export interface ProgressLaneProps {
  readonly label: string;
  readonly steps: readonly LaneStep[];
  /** In the order of the plan, batch after batch. */
  readonly hosts: readonly LaneHost[];
  /** The literal lines of a step, each with where it goes; left out where the screen shows them itself. */
  readonly linesOf?: (place: LanePlace) => readonly string[];
  readonly onSelect?: (place: LanePlace) => void;
  readonly rowHeightPx?: number;
  readonly stepWidthPx?: number;
}

const headHeightPx = 36;
const hostWidthPx = 216;

/** A rollout: hosts as rows, steps as columns, and the literal command of the step in focus. */
export function ProgressLane(props: ProgressLaneProps) {
  const { label, steps, hosts, linesOf, onSelect, rowHeightPx = 30, stepWidthPx = 72 } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const commandId = useId();
  const [shown, setShown] = useState<LanePlace | undefined>(undefined);
  const focus = useGridFocus({
    container: scroller,
    rowCount: hosts.length,
    columnCount: steps.length,
    canStop: () => true,
    pageRows: () => Math.floor(((scroller.current?.clientHeight ?? 0) - headHeightPx) / rowHeightPx) - 1,
    reveal: ({ row, column }) => {
      rowWindow.scrollToIndex(row);
      revealColumn(scroller.current, column * stepWidthPx, stepWidthPx);
    },
  });
  const rowWindow = useVirtualWindow({
    count: hosts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    paddingStart: headHeightPx,
    scrollPaddingStart: headHeightPx,
    overscan: 6,
    rangeExtractor: useMemo(() => rangeWith(focus.active.row), [focus.active.row]),
  });

  const latest = useRef({ focus, onSelect });
  useLayoutEffect(() => {
    latest.current = { focus, onSelect };
  });
  const onStop = useCallback((row: number, column: number, place: LanePlace) => {
    latest.current.focus.setActive({ row, column });
    setShown(place);
    latest.current.onSelect?.(place);
  }, []);

  return (
    <div
      className={css.lane}
      style={customProperties({
        '--head-height': `${headHeightPx}px`,
        '--host-width': `${hostWidthPx}px`,
        '--step-width': `${stepWidthPx}px`,
        '--row': `${rowHeightPx}px`,
        '--steps': steps.length,
      })}
    >
      <div
        ref={scroller}
        className={css.scroller}
        role="grid"
        aria-label={label}
        aria-describedby={linesOf === undefined ? undefined : commandId}
        aria-rowcount={hosts.length + 1}
        aria-colcount={steps.length + 1}
        onKeyDown={focus.onKeyDown}
      >
        <div className={css.head} role="rowgroup">
          <div className={css.headRow} role="row" aria-rowindex={1}>
            <div role="columnheader" className={css.corner}>
              Host
            </div>
            {steps.map((step) => (
              <div key={step.id} role="columnheader" className={css.stepHead}>
                {step.label}
              </div>
            ))}
          </div>
        </div>
        <div className={css.body} role="rowgroup" style={{ height: rowWindow.getTotalSize() }}>
          {rowWindow.getVirtualItems().map((item) => {
            const host = hosts[item.index];
            if (host === undefined) return undefined;
            return (
              <LaneRow
                key={host.host}
                host={host}
                steps={steps}
                index={item.index}
                startPx={item.start}
                opensBatch={hosts[item.index - 1]?.batch !== host.batch}
                closesBatch={hosts[item.index + 1]?.batch !== host.batch}
                activeColumn={item.index === focus.active.row ? focus.active.column : -1}
                onStop={onStop}
              />
            );
          })}
        </div>
      </div>
      {linesOf !== undefined && (
        <LaneCommand
          id={commandId}
          place={shown}
          step={steps.find((step) => step.id === shown?.step)?.label}
          lines={shown === undefined ? [] : linesOf(shown)}
        />
      )}
    </div>
  );
}

function revealColumn(scroller: HTMLElement | null, startPx: number, widthPx: number) {
  if (scroller === null) return;
  const visiblePx = scroller.clientWidth - hostWidthPx;
  if (startPx < scroller.scrollLeft) scroller.scrollLeft = startPx;
  else if (startPx + widthPx > scroller.scrollLeft + visiblePx)
    scroller.scrollLeft = startPx + widthPx - visiblePx;
}
