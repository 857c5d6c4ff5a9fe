import { createLogUpdate } from 'log-update';
import { cellsOf, needsAttention, type Matrix } from '../../../shared/view/matrix.ts';
import { printJson, type Context } from '../context.ts';
import { matrixChanges } from '../print/matrixChanges.ts';
import { matrixText } from '../print/matrixText.ts';

export interface MatrixScreen {
  show(matrix: Matrix): void;
  close(): void;
}

/** Drawn over and over on a terminal; the whole once and then the changes everywhere else. */
export function showMatrix(context: Context): MatrixScreen {
  if (context.terminal.out.isTerminal && !context.json) return createLiveScreen(context);
  let before: Matrix | undefined;
  return {
    show: (matrix) => {
      if (!isLookedAt(matrix)) return;
      if (!before) printWhole(context, matrix);
      else printChanges(context, before, matrix);
      before = matrix;
    },
    close: () => {},
  };
}

function createLiveScreen({ terminal, colors }: Context): MatrixScreen {
  const screen = createLogUpdate(terminal.out.stream);
  return {
    show: (matrix) => screen(matrixText(matrix, { colors, columns: terminal.out.columns() - 1 })),
    close: () => screen.done(),
  };
}

function printWhole(context: Context, matrix: Matrix): void {
  const { terminal, colors } = context;
  if (context.json) {
    return printJson(context, {
      type: 'status',
      at: terminal.now().toISOString(),
      ok: !needsAttention(matrix),
      cells: cellsOf(matrix),
    });
  }
  terminal.out.write(`${matrixText(matrix, { colors, columns: terminal.out.columns() })}\n\n`);
}

function printChanges(context: Context, before: Matrix, after: Matrix): void {
  const changes = matrixChanges(before, after);
  if (changes.length === 0) return;
  if (context.json) return printWhole(context, after);
  const at = context.terminal.now().toISOString();
  for (const change of changes) context.terminal.out.write(`${context.colors.dim(at)}  ${change}\n`);
}

/** The first look takes a moment; until then there is nothing to compare with. */
function isLookedAt(matrix: Matrix): boolean {
  return cellsOf(matrix).every((cell) =>
    cell.hosts.every(
      (host) => host.observed.kind !== 'notLooked' && host.pools.every((pool) => pool.kind !== 'notLooked'),
    ),
  );
}
