import type { MatrixRow } from './matrixModel.ts';

/** What the matrix shows one below the other. */
export type MatrixItem =
  | { readonly kind: 'service'; readonly row: MatrixRow }
  | { readonly kind: 'group'; readonly row: MatrixRow }
  | { readonly kind: 'detail'; readonly row: MatrixRow };

/** Rows in their order; the detail of the expanded one comes right after it. */
export function toMatrixItems(
  rows: readonly MatrixRow[],
  expandedRow: string | undefined,
): readonly MatrixItem[] {
  return rows.flatMap((row): readonly MatrixItem[] => {
    if (row.kind === 'group') return [{ kind: 'group', row }];
    if (row.id !== expandedRow) return [{ kind: 'service', row }];
    return [
      { kind: 'service', row },
      { kind: 'detail', row },
    ];
  });
}
