import type { Context } from '../context.ts';
import { createJsonReporter } from './jsonReporter.ts';
import { createLineReporter } from './lineReporter.ts';
import { createLiveReporter } from './liveReporter.ts';
import type { RolloutReporter } from './reporter.ts';

/** JSON when asked for, a live view on a terminal, lines everywhere else. */
export function createReporterFor(
  context: Pick<Context, 'terminal' | 'colors' | 'json'>,
  options: { footer?(): string | undefined } = {},
): RolloutReporter {
  if (context.json) return createJsonReporter(context);
  return context.terminal.out.isTerminal ? createLiveReporter(context, options) : createLineReporter(context);
}
