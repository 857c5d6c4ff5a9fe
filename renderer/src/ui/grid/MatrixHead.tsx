import { memo } from 'react';
import type { VirtualItem } from '@tanstack/react-virtual';
import { Icon } from '../marks/Icon.tsx';
import { classes } from '../tokens/classes.ts';
import type { MatrixColumn } from './matrixModel.ts';
import css from './Matrix.module.css';

interface MatrixHeadProps {
  readonly columns: readonly MatrixColumn[];
  readonly items: readonly VirtualItem[];
  readonly activeColumn: number;
}

export const MatrixHead = memo(function MatrixHead({ columns, items, activeColumn }: MatrixHeadProps) {
  return (
    <div className={css.head} role="rowgroup">
      <div role="row" aria-rowindex={1} className={css.headRow}>
        <div role="columnheader" aria-colindex={1} className={css.corner}>
          Service
        </div>
        {items.map((item) => {
          const column = columns[item.index];
          if (column === undefined) return undefined;
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-colindex={item.index + 2}
              className={classes(css.columnHead, item.index === activeColumn && css.here)}
              style={{ left: item.start, width: item.size }}
            >
              <span className={css.columnName}>
                {column.label}
                {column.guarded === true && <Icon name="shield" size={12} label="needs sign-off" />}
              </span>
              {column.note !== undefined && <span className={css.note}>{column.note}</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
});
