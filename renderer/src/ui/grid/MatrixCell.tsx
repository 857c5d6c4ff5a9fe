import { memo } from 'react';
import { fadeOf } from '../../format/age.ts';
import { formatVersion } from '../../format/version.ts';
import { visibleText } from '../../format/visibleText.ts';
import { useClock } from '../clock/useClock.ts';
import { HostSquares } from '../marks/HostSquares.tsx';
import { Icon } from '../marks/Icon.tsx';
import type { IconName } from '../marks/icons.ts';
import { ShareBar } from '../marks/ShareBar.tsx';
import { classes } from '../tokens/classes.ts';
import toneCss from '../tokens/tone.module.css';
import type { Tone } from '../tokens/tone.ts';
import { describeCell } from './describeCell.ts';
import type { CellMark, CellMarkKind, MatrixCellModel } from './matrixModel.ts';
import css from './MatrixCell.module.css';

export interface MatrixCellProps {
  readonly service: string;
  readonly environment: string;
  /** Undefined: the service is not deployed there. */
  readonly cell: MatrixCellModel | undefined;
  readonly selected?: boolean;
  readonly expanded?: boolean;
}

const signs: Readonly<Record<CellMarkKind, { readonly icon: IconName; readonly tone: Tone }>> = {
  lock: { icon: 'lock', tone: 'neutral' },
  freeze: { icon: 'freeze', tone: 'info' },
  signOff: { icon: 'sign', tone: 'accent' },
  drift: { icon: 'drift', tone: 'caution' },
  debt: { icon: 'debt', tone: 'bad' },
  rollout: { icon: 'rollout', tone: 'accent' },
};

/** The inside of a matrix cell; the grid around it holds the focus and the position. */
export const MatrixCell = memo(function MatrixCell(props: MatrixCellProps) {
  const { service, environment, cell, selected = false, expanded = false } = props;
  const seenAtMs = cell?.seenAt === undefined ? Number.NaN : Date.parse(cell.seenAt);
  const fade = useClock((nowMs) => fadeOf(nowMs - seenAtMs));
  if (cell === undefined) {
    return (
      <span className={classes(css.absent, selected && css.selected)}>
        <span className={css.spoken}>{describeCell(service, environment, cell)}</span>
        <span aria-hidden="true">–</span>
      </span>
    );
  }
  return (
    <span
      className={classes(css.cell, css[`fade${fade}`], selected && css.selected, expanded && css.expanded)}
      title={cell.version === undefined ? undefined : visibleText(cell.version)}
    >
      <span className={css.spoken}>{describeCell(service, environment, cell)}</span>
      <span className={css.top} aria-hidden="true">
        <span className={css.version}>
          {cell.version === undefined ? '?' : formatVersion(cell.version, 14)}
        </span>
        {cell.otherVersions > 0 && <span className={css.others}>+{cell.otherVersions}</span>}
        <span className={css.marks}>
          <Signs marks={cell.marks} />
        </span>
      </span>
      <HostSquares hosts={cell.hosts} silent />
      <span className={css.bar}>
        <ShareBar share={cell.share} />
      </span>
    </span>
  );
});

/** What needs a person soonest comes first; the version keeps its room. */
const urgency: readonly CellMarkKind[] = ['debt', 'drift', 'rollout', 'signOff', 'freeze', 'lock'];
const mostSigns = 3;

function Signs({ marks }: { readonly marks: readonly CellMark[] }) {
  const ordered = marks.toSorted((left, right) => urgency.indexOf(left.kind) - urgency.indexOf(right.kind));
  const hidden = ordered.slice(mostSigns);
  return (
    <>
      {ordered.slice(0, mostSigns).map((mark) => (
        <Sign key={mark.kind} mark={mark} />
      ))}
      {hidden.length > 0 && (
        <span className={css.others} title={hidden.map((mark) => visibleText(mark.text)).join('\n')}>
          +{hidden.length}
        </span>
      )}
    </>
  );
}

function Sign({ mark }: { readonly mark: CellMark }) {
  const { icon, tone } = signs[mark.kind];
  return (
    <span className={classes(css.sign, toneCss[tone])} title={visibleText(mark.text)}>
      <Icon name={icon} size={14} />
      {mark.short}
    </span>
  );
}
