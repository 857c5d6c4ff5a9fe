import { memo } from 'react';
import { visibleText } from '../../format/visibleText.ts';
import { classes } from '../tokens/classes.ts';
import toneCss from '../tokens/tone.module.css';
import { LaneSign } from './LaneSign.tsx';
import { type LaneHost, type LaneStep, laneWords } from './laneModel.ts';
import type { LanePlace } from './ProgressLane.tsx';
import css from './ProgressLane.module.css';

interface LaneRowProps {
  readonly host: LaneHost;
  readonly steps: readonly LaneStep[];
  readonly index: number;
  readonly startPx: number;
  readonly opensBatch: boolean;
  readonly closesBatch: boolean;
  readonly activeColumn: number;
  readonly onStop: (row: number, column: number, place: LanePlace) => void;
}

/** Renders again only when its host changed: a rollout of 200 hosts reports a thousand events a second. */
export const LaneRow = memo(function LaneRow(props: LaneRowProps) {
  const { host, steps, index, startPx, opensBatch, closesBatch, activeColumn, onStop } = props;
  return (
    <div
      className={classes(css.row, closesBatch && css.batchEnd)}
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${startPx}px)` }}
    >
      <div role="rowheader" className={css.host}>
        <span className={classes(css.bracket, opensBatch && css.opens, closesBatch && css.closes)}>
          {opensBatch && <span title={`batch ${host.batch + 1}`}>{host.batch + 1}</span>}
        </span>
        <span className={css.name} title={host.host}>
          {host.host}
        </span>
        <span className={classes(css.phase, toneCss[host.tone])} title={visibleText(host.phase)}>
          {visibleText(host.phase)}
        </span>
      </div>
      {steps.map((step, column) => {
        const cell = host.cells[step.id];
        const words = cell === undefined ? 'not part of the plan' : laneWords[cell.state];
        const note = cell?.note === undefined ? '' : visibleText(cell.note);
        const spoken = cell?.noteWords === undefined ? note : visibleText(cell.noteWords);
        return (
          <div
            key={step.id}
            role="gridcell"
            aria-colindex={column + 2}
            aria-label={`${host.host}, ${step.label}: ${words}${spoken === '' ? '' : `, ${spoken}`}`}
            className={classes(css.cell, cell !== undefined && css[cell.state])}
            data-row={index}
            data-column={column}
            tabIndex={column === activeColumn ? 0 : -1}
            onFocus={() => onStop(index, column, { host: host.host, step: step.id })}
          >
            {cell === undefined ? <span className={css.none}>–</span> : <LaneSign state={cell.state} />}
            {note !== '' && (
              <span className={css.note} title={spoken}>
                {note}
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
});
