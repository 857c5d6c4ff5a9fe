import { useEffect, useState } from 'react';
import type { VirtualItem } from '@tanstack/react-virtual';
import { type ColumnsByRow, createColumnsInTurn } from './columnsInTurn.ts';

/** As `ColumnsInTurn`; renders again in the next frame as long as rows wait. */
export function useColumnsInTurn(
  rowIds: readonly string[],
  newest: readonly VirtualItem[],
): ColumnsByRow['byRow'] {
  const [inTurn] = useState(createColumnsInTurn);
  const [, setTurn] = useState(0);
  const { byRow, hasWaiting } = inTurn.of(rowIds, newest);
  useEffect(() => {
    if (!hasWaiting) return;
    const frame = requestAnimationFrame(() => setTurn((turn) => turn + 1));
    return () => cancelAnimationFrame(frame);
  });
  return byRow;
}
