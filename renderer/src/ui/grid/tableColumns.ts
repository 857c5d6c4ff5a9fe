import type { ReactNode } from 'react';

export type ColumnSize =
  | { readonly kind: 'fixed'; readonly px: number }
  /** Shares what is left by weight, and never gets narrower than `minPx`. */
  | { readonly kind: 'grow'; readonly weight: number; readonly minPx: number };

export interface TableColumn<Row> {
  readonly id: string;
  readonly head: string;
  readonly size: ColumnSize;
  readonly align?: 'start' | 'end';
  readonly mono?: boolean;
  readonly sortable?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

export interface TableSort {
  readonly columnId: string;
  readonly direction: 'ascending' | 'descending';
}

interface Sized {
  readonly size: ColumnSize;
}

/** For `grid-template-columns`. */
export function columnTemplate(columns: readonly Sized[]): string {
  return columns
    .map(({ size }) => (size.kind === 'fixed' ? `${size.px}px` : `minmax(${size.minPx}px, ${size.weight}fr)`))
    .join(' ');
}

/** Below this the table scrolls sideways within itself. */
export function minimumWidthPx(columns: readonly Sized[]): number {
  return columns.reduce((sum, { size }) => sum + (size.kind === 'fixed' ? size.px : size.minPx), 0);
}
