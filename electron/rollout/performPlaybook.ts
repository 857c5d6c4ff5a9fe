import { Fault } from '../../shared/protocol/fault.ts';
import { performShort } from './performCommand.ts';
import type { EnginePort } from './ports.ts';
import { ok, type StepContext, type StepResult } from './stepContext.ts';

const tailLength = 4_000;
/** What is kept of a run on one host: its end says most. */
const keptLines = 5_000;

/** Everything that could keep the engine from its work on this host is tried before any host leaves its pool. */
export async function performRehearsal(context: StepContext): Promise<StepResult> {
  const looked = await performShort(context, 'ask');
  if (looked.outcome.kind === 'failed') return looked;
  const { step, signal } = context;
  await requireEngine(context).rehearse(step.host, { timeoutMs: step.timeoutMs, signal });
  return { outcome: ok, detail: 'the playbook can be read, and its way to this host is open' };
}

/** One run for all hosts of the batch that have come this far; each has an end of its own. */
export async function performPlaybook(context: StepContext): Promise<StepResult> {
  const { ports, step, rolloutId, gathering } = context;
  if (!gathering) throw new Fault('INTERNAL', `step ${step.id} needs an engine`);
  // Asked with the lock's number, since the run itself cannot carry it.
  const looked = await performShort(context, 'change');
  if (looked.outcome.kind === 'failed') return looked;
  const lines: string[] = [];
  let tail = '';
  const end = await gathering.arrive({
    host: step.host,
    onLine: (line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      tail = `${tail}${line}\n`.slice(-tailLength);
      ports.tick({ kind: 'output', rolloutId, host: step.host, stepId: step.id, tail });
    },
  });
  const output = [end.command, ...lines].join('\n');
  switch (end.kind) {
    case 'done':
      return { outcome: ok, detail: end.detail, output };
    case 'failed':
      return { outcome: { kind: 'failed', trouble: end.trouble, message: end.message }, output };
  }
}

function requireEngine({ ports, step }: StepContext): EnginePort {
  if (!ports.engine) throw new Fault('INTERNAL', `step ${step.id} needs an engine`);
  return ports.engine;
}
