import type { StepState } from '../../../shared/journal/state.ts';
import type { PlanLine } from '../../../shared/model/plan.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { readWholeRollout } from '../../../shared/protocol/readWholeRollout.ts';
import { formatDuration } from '../../../shared/view/formatDuration.ts';
import { stepText } from '../../../shared/view/stepText.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Palette } from '../palette.ts';
import { literalLines } from '../print/planText.ts';
import { readState } from '../readState.ts';
import { findRollout } from '../rollout/findRollout.ts';
import { readPlan } from '../rollout/readPlan.ts';

const maxOutputBytes = 1_048_576;

/** What a step sent, to the letter, and what came back. */
export interface StepOutput {
  readonly rolloutId: string;
  readonly host: string;
  readonly step: StepState;
  readonly lines: readonly PlanLine[];
  readonly output: { readonly text: string; readonly sizeBytes: number } | undefined;
}

/** @throws Fault NOT_FOUND with the steps that there are. */
export async function readStepOutput(
  client: Client,
  named: string,
  stepId: string | undefined,
): Promise<StepOutput> {
  const known = findRollout(await readState(client), named === 'last' ? undefined : named);
  const rollout = await readWholeRollout(client, known);
  const steps = Object.values(rollout.hosts).flatMap((host) =>
    host.steps.map((step) => ({ host: host.host, step })),
  );
  const found = steps.find(({ step }) => step.id === stepId);
  if (!found) {
    throw new Fault(
      'NOT_FOUND',
      stepId === undefined ? 'Which step?' : `Rollout ${rollout.id} has not begun a step ${stepId}.`,
      { wayOut: `It has begun: ${steps.map(({ step }) => step.id).join(', ') || 'none'}.` },
    );
  }
  const plan = await readPlan(client, rollout.planSha256);
  const planned = plan?.hosts
    .flatMap((host) => [...host.staging, ...host.steps, ...(host.raising ?? [])])
    .find((step) => step.id === found.step.id);
  const sha256 = found.step.result?.outputSha256;
  const output =
    sha256 === undefined
      ? undefined
      : await client.call('journal.blob', { sha256, maxBytes: maxOutputBytes });
  return { rolloutId: rollout.id, ...found, lines: planned?.lines ?? [], output };
}

export function stepOutputText({ host, step, lines, output }: StepOutput, colors: Palette): string {
  return [
    `${colors.bold(host)}: ${stepText(step.kind)}, begun ${step.begunAt}${resultText(step)}`,
    ...lines.flatMap((line) => literalLines(line, colors)),
    colors.dim(output ? `output, ${output.sizeBytes} bytes:` : 'no output'),
    ...(output ? [visibleText(output.text, { multiline: true })] : []),
  ].join('\n');
}

function resultText({ result }: StepState): string {
  if (!result) return ', no outcome recorded';
  const { outcome, durationMs, detail } = result;
  const message =
    outcome.kind === 'failed' ? `failed (${outcome.trouble}): ${outcome.message}` : outcome.kind;
  return `, ${visibleText(message)} in ${formatDuration(durationMs)}${detail === undefined ? '' : `: ${visibleText(detail)}`}`;
}
