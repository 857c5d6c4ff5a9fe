import { formatVersion } from '../../format/version.ts';
import { layoutSquares } from '../marks/hostShapes.ts';
import { SquarePaths } from '../marks/SquarePaths.tsx';
import { classes } from '../tokens/classes.ts';
import type { Fade } from '../../format/age.ts';
import { CellSigns } from './CellSigns.tsx';
import { describeCell } from './describeCell.ts';
import type { MatrixCellModel } from './matrixModel.ts';
import css from './CellBody.module.css';

interface CellBodyProps {
  readonly service: string;
  readonly environment: string;
  /** Undefined: the service is not deployed there. */
  readonly cell: MatrixCellModel | undefined;
}

/** From the top of the picture: the squares are above. */
const shareAtPx = 28;

/**
 * What is in a matrix cell. Hundreds are made while somebody scrolls: few elements, none of them laid out by the
 * length of a text that is only spoken. The picture carries those words.
 */
export function CellBody({ service, environment, cell }: CellBodyProps) {
  const words = describeCell(service, environment, cell);
  if (cell === undefined) {
    return (
      <span className={css.absent} role="img" aria-label={words}>
        –
      </span>
    );
  }
  const version = cell.version === undefined ? '?' : formatVersion(cell.version, 14);
  const isLong = version.length > 8 || cell.marks.length > 1;
  const layout = layoutSquares(cell.hosts.length);
  return (
    <>
      <span className={css.top} aria-hidden="true">
        <span className={classes(css.version, isLong && css.longVersion)}>{version}</span>
        {cell.otherVersions > 0 && <span className={css.others}>+{cell.otherVersions}</span>}
        {cell.marks.length > 0 && <CellSigns marks={cell.marks} />}
      </span>
      <svg
        className={classes(css.picture, layout.heightPx > shareAtPx && css.full)}
        role="img"
        aria-label={words}
        focusable="false"
      >
        <SquarePaths hosts={cell.hosts} layout={layout} />
        <Share share={cell.share} />
      </svg>
    </>
  );
}

/** Of the traffic on the newest version; dots where nobody knows. */
function Share({ share }: Pick<MatrixCellModel, 'share'>) {
  if (share === undefined)
    return <line className={css.shareUnknown} x2="100%" y1={shareAtPx + 1.5} y2={shareAtPx + 1.5} />;
  return (
    <>
      <rect className={css.track} y={shareAtPx} width="100%" height="3" rx="1.5" />
      {share > 0 && (
        <rect
          className={css.share}
          y={shareAtPx}
          width={`${Math.min(1, share) * 100}%`}
          height="3"
          rx="1.5"
        />
      )}
    </>
  );
}

/** The classes of the element around a body. */
export function cellClasses(of: {
  readonly fade: Fade;
  readonly selected: boolean;
  readonly expanded: boolean;
}): string {
  return classes(
    css.cell,
    of.fade > 0 && css[`fade${of.fade}`],
    of.selected && css.selected,
    of.expanded && css.expanded,
  );
}
