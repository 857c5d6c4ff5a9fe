import { Icon } from '../marks/Icon.tsx';
import { classes } from '../tokens/classes.ts';
import type { TableColumn, TableSort } from './tableColumns.ts';
import css from './Table.module.css';

interface TableHeadProps<Row> {
  readonly columns: readonly TableColumn<Row>[];
  readonly sort: TableSort | undefined;
  readonly onSort: ((columnId: string) => void) | undefined;
}

export function TableHead<Row>({ columns, sort, onSort }: TableHeadProps<Row>) {
  return (
    <div className={css.head} role="rowgroup">
      <div className={css.headRow} role="row" aria-rowindex={1}>
        {columns.map((column, index) => {
          const sorted = sort?.columnId === column.id ? sort.direction : undefined;
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-colindex={index + 1}
              aria-sort={column.sortable === true ? (sorted ?? 'none') : undefined}
              className={classes(css.headCell, column.align === 'end' && css.end)}
            >
              {column.sortable === true && onSort !== undefined ? (
                <button type="button" className={css.sort} onClick={() => onSort(column.id)}>
                  {column.head}
                  <span className={classes(css.direction, sorted === 'ascending' && css.ascending)}>
                    {sorted !== undefined && <Icon name="chevronDown" size={12} />}
                  </span>
                </button>
              ) : (
                column.head
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
