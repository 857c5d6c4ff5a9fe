import type { CommandEnd } from './ports.ts';
import { hostText, ok, toAttemptName, type StepContext, type StepResult } from './stepContext.ts';
import type { StepOutcome } from '../../shared/journal/events.ts';

const tailLength = 4_000;

/**
 * Runs the step's script on its host, as a step that outlives the connection; any end but exit code 0 is a failure, a
 * missing exit code included.
 */
export async function performCommand(
  context: StepContext,
  index = 0,
): Promise<StepResult & { exitCode?: number }> {
  const { step, ports, signal } = context;
  let tail = '';
  const name = toAttemptName(step.kind, context.attempt);
  const { end, output } = await ports.host(step.host).runStep(name, hostText(step, index), {
    timeoutMs: step.timeoutMs,
    signal,
    onOutput: (chunk) => {
      tail = (tail + chunk).slice(-tailLength);
      ports.tick({ kind: 'output', rolloutId: context.rolloutId, host: step.host, stepId: step.id, tail });
    },
  });
  switch (end.kind) {
    case 'exited':
      return {
        outcome: end.exitCode === 0 ? ok : commandFailed(step.host, describeEnd(end), output),
        output,
        exitCode: end.exitCode,
      };
    case 'signalled':
    case 'vanished':
      return { outcome: commandFailed(step.host, describeEnd(end), output), output };
    case 'timedOut':
      return {
        outcome: {
          kind: 'failed',
          trouble: 'timedOut',
          message: `${step.kind} on ${step.host} took longer than ${step.timeoutMs} ms and was killed`,
        },
        output,
      };
    case 'cancelled':
      return {
        outcome: {
          kind: 'failed',
          trouble: 'cancelled',
          message: `${step.kind} on ${step.host} was cancelled`,
        },
        output,
      };
  }
}

/**
 * Runs one of our own short scripts in the host's warm shell. Unlike `performCommand` there is nothing to follow,
 * and nothing that could hang but the host itself.
 */
export async function performShort(
  context: StepContext,
  how: 'ask' | 'change',
): Promise<StepResult & { readonly exitCode: number; readonly output: string }> {
  const { step, ports, signal } = context;
  const { timeoutMs } = step;
  const { exitCode, output } = await ports.host(step.host)[how](hostText(step), { timeoutMs, signal });
  const outcome = exitCode === 0 ? ok : commandFailed(step.host, `exit code ${exitCode}`, output);
  return { outcome, output, exitCode };
}

/** How a command ended, in a few words. */
export function describeEnd(end: CommandEnd): string {
  switch (end.kind) {
    case 'exited':
      return `exit code ${end.exitCode}`;
    case 'signalled':
      return `ended by signal ${end.signal}`;
    case 'timedOut':
      return 'killed at its time limit';
    case 'cancelled':
      return 'cancelled and killed';
    case 'vanished':
      return end.why === 'rebooted'
        ? 'no exit code: the host was rebooted'
        : 'no exit code: its process is gone';
  }
}

function commandFailed(host: string, how: string, output: string): StepOutcome {
  const message = /No space left on device/i.test(output) ? `the disk of ${host} is full (${how})` : how;
  const lastLine = output.trim().split('\n').at(-1)?.slice(0, 200);
  return {
    kind: 'failed',
    trouble: 'stepFailed',
    message: lastLine ? `${message}: ${lastLine}` : message,
  };
}
