import type { HostProgress, StepState } from '../journal/state.ts';
import type { StepKind } from '../model/plan.ts';
import type { Trouble } from '../model/trouble.ts';

/** One step on one host. */
export interface StepCell {
  readonly kind: StepKind;
  /** `lost`: begun, and the rollout ended without knowing how it came out. `skipped`: will not be done any more. */
  readonly state: 'waiting' | 'running' | 'ok' | 'alreadyDone' | 'failed' | 'skipped' | 'lost';
  readonly begunAt?: string;
  readonly durationMs?: number;
  readonly detail?: string;
  readonly trouble?: Trouble;
  readonly message?: string;
  readonly outputSha256?: string;
}

/** One cell for each column; `isOver` when the rollout has ended, however. */
export function stepCellsOf(
  host: HostProgress,
  columns: readonly StepKind[],
  isOver: boolean,
): readonly StepCell[] {
  return columns.map((kind) => {
    const step = host.steps.find((it) => it.kind === kind);
    if (step) return begunCell(step, isOver);
    // A light canary is done, and gets its whole weight once it has been judged.
    const isLight = kind === 'raise' && host.steps.some((it) => it.kind === 'lighten');
    const isAhead = !isOver && (!host.outcome || isLight);
    return { kind, state: isAhead ? 'waiting' : 'skipped' };
  });
}

function begunCell({ kind, begunAt, result }: StepState, isOver: boolean): StepCell {
  if (!result) return { kind, begunAt, state: isOver ? 'lost' : 'running' };
  const { outcome, durationMs, detail, outputSha256 } = result;
  return {
    kind,
    begunAt,
    durationMs,
    state: outcome.kind,
    ...(detail === undefined ? {} : { detail }),
    ...(outputSha256 === undefined ? {} : { outputSha256 }),
    ...(outcome.kind === 'failed' ? { trouble: outcome.trouble, message: outcome.message } : {}),
  };
}
