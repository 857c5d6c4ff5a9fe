import type { Fade } from '../../format/age.ts';
import { formatVersion } from '../../format/version.ts';
import { classes } from '../tokens/classes.ts';
import { CellSigns } from './CellSigns.tsx';
import type { MatrixCellModel } from './matrixModel.ts';
import css from './CellWords.module.css';

/** What can be read in a cell; its hosts and traffic are in a picture. Undefined: the service is not deployed there. */
export function CellWords({ cell }: { readonly cell: MatrixCellModel | undefined }) {
  if (cell === undefined) return <span className={css.absent}>–</span>;
  return (
    <>
      {cell.marks.length > 0 && <CellSigns marks={cell.marks} />}
      <span className={css.version}>
        {cell.version === undefined ? '?' : formatVersion(cell.version, 14)}
      </span>
      {cell.otherVersions > 0 && (
        <span className={css.others} aria-hidden="true">
          +{cell.otherVersions}
        </span>
      )}
    </>
  );
}

/** The classes of the element around the words. */
export function cellClasses(of: {
  readonly cell: MatrixCellModel | undefined;
  readonly fade: Fade;
  readonly selected: boolean;
  readonly expanded: boolean;
}): string {
  return classes(
    css.cell,
    of.fade > 0 && css[`fade${of.fade}`],
    of.selected && css.selected,
    of.expanded && css.expanded,
    // What clips is painted by itself, so only what might be too long does.
    of.cell !== undefined && isLong(of.cell) && css.long,
  );
}

function isLong({ version, marks }: MatrixCellModel): boolean {
  return (version?.length ?? 0) > 10 || marks.length > 1;
}
