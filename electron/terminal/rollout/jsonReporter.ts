import type { ProgressTick } from '../../../shared/contract/rolloutArea.ts';
import { printJson, tell, type Context } from '../context.ts';
import type { RolloutReporter } from './reporter.ts';

const tickEveryMs = 250;

/** JSON Lines: every record of the rollout, and each host's progress at most four times a second. */
export function createJsonReporter(context: Pick<Context, 'terminal'>): RolloutReporter {
  const { terminal } = context;
  const lastTicks = new Map<string, number>();
  const isDue = (tick: ProgressTick): boolean => {
    const key = `${tick.kind}/${tick.host}`;
    const now = terminal.now().getTime();
    if (now - (lastTicks.get(key) ?? 0) < tickEveryMs) return false;
    lastTicks.set(key, now);
    return true;
  };
  return {
    onRecords: (records) => {
      for (const record of records) printJson(context, { type: 'record', ...record });
    },
    onTick: (tick) => {
      if (isDue(tick)) printJson(context, { type: 'tick', at: terminal.now().toISOString(), tick });
    },
    say: (text) => tell(context, text),
    pause: () => {},
    resume: () => {},
    end: () => {},
  };
}
