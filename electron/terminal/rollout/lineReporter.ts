import type { JournalRecord } from '../../../shared/journal/record.ts';
import { describeRecord, toneOf } from '../../../shared/view/describeRecord.ts';
import { formatDuration } from '../../../shared/view/formatDuration.ts';
import type { HostRow, RolloutView } from '../../../shared/view/rolloutView.ts';
import { stepText } from '../../../shared/view/stepText.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Context } from '../context.ts';
import { paintTone } from '../print/paintTone.ts';
import { liveText } from './liveText.ts';
import type { RolloutReporter } from './reporter.ts';

const lookEveryMs = 1_000;
/** A step that takes longer says so, after 5, 10, 20, 40, … seconds. */
const firstReminderMs = 5_000;

/** For log files and pipes: one line per transition, each with its time; long steps show that they are alive. */
export function createLineReporter(context: Pick<Context, 'terminal' | 'colors'>): RolloutReporter {
  const { terminal, colors } = context;
  const reminders = new Map<string, number>();
  let view: RolloutView | undefined;

  const line = (at: string, text: string): void => terminal.out.write(`${colors.dim(at)}  ${text}\n`);
  const timer = setInterval(() => {
    for (const host of view?.batches.flatMap((batch) => batch.hosts) ?? []) remind(host);
  }, lookEveryMs);

  const remind = (host: HostRow): void => {
    const step = host.current;
    if (step?.state !== 'running' || step.begunAt === undefined) return;
    const now = terminal.now();
    const ageMs = now.getTime() - Date.parse(step.begunAt);
    const key = `${host.host}/${step.kind}/${step.begunAt}`;
    const dueMs = reminders.get(key) ?? firstReminderMs;
    if (ageMs < dueMs) return;
    reminders.set(key, dueMs * 2);
    const live = liveText(host.live);
    const text = `${host.host}: ${stepText(step.kind)}, for ${formatDuration(ageMs)} now${live ? `: ${live}` : ''}`;
    line(now.toISOString(), colors.dim(visibleText(text)));
  };

  return {
    onRecords: (records, current) => {
      view = current;
      for (const record of records) {
        if (isTold(record)) {
          line(record.envelope.at, paintTone(colors, toneOf(record.event), describeRecord(record)));
        }
      }
    },
    onTick: (_, current) => void (view = current),
    say: (text) => line(terminal.now().toISOString(), text),
    pause: () => {},
    resume: () => {},
    end: () => clearInterval(timer),
  };
}

/** The beginning of a step is only news if it does not end. */
function isTold({ event }: JournalRecord): boolean {
  return event.kind !== 'stepBegun';
}
