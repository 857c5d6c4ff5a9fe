import { formatPercent } from '../../format/count.ts';
import { plural } from '../../format/plural.ts';
import { visibleText } from '../../format/visibleText.ts';
import { describeHosts } from '../marks/describeHosts.ts';
import type { MatrixCellModel } from './matrixModel.ts';

/** A cell in words: what a screen reader says, and what the squares and signs mean. */
export function describeCell(
  service: string,
  environment: string,
  cell: MatrixCellModel | undefined,
): string {
  const place = `${service} in ${environment}`;
  if (cell === undefined) return `${place}: not deployed here`;
  const facts = [
    cell.version === undefined ? 'version unknown' : `version ${visibleText(cell.version)}`,
    ...(cell.otherVersions > 0 ? [`and ${plural(cell.otherVersions, 'other version')}`] : []),
    describeHosts(cell.hosts),
    ...(cell.share === undefined ? [] : [`${formatPercent(cell.share)} of traffic on the newest`]),
    ...cell.marks.map((mark) => visibleText(mark.text)),
    ...(cell.seenAt === undefined ? ['never seen'] : []),
  ];
  return `${place}: ${facts.join('. ')}`;
}
