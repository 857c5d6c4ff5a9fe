import { createLogUpdate } from 'log-update';
import type { RolloutView } from '../../../shared/view/rolloutView.ts';
import type { Context } from '../context.ts';
import type { RolloutReporter } from './reporter.ts';
import { rolloutFrame } from './rolloutFrame.ts';

const frameEveryMs = 100;

/** One view on the terminal that is drawn again and again; what it shows last stays. */
export function createLiveReporter(
  context: Pick<Context, 'terminal' | 'colors'>,
  options: {
    /** A line below the view, such as the traffic that flows meanwhile. */
    footer?(): string | undefined;
  } = {},
): RolloutReporter {
  const { terminal, colors } = context;
  const screen = createLogUpdate(terminal.out.stream);
  let view: RolloutView | undefined;
  let remark: string | undefined;
  let paused = false;

  const draw = (isLast = false): void => {
    if (!view || paused) return;
    const size = { columns: terminal.out.columns(), rows: terminal.out.rows() };
    const footer = [options.footer?.(), remark].filter((line) => line !== undefined);
    const frame = rolloutFrame(view, { colors, ...size, now: terminal.now(), isLast });
    screen([...frame, ...footer].join('\n'));
  };
  const timer = setInterval(() => draw(), frameEveryMs);

  return {
    onRecords: (_, current) => void (view = current),
    onTick: (_, current) => void (view = current),
    say: (text) => {
      remark = colors.yellow(text);
      draw();
    },
    pause: () => {
      paused = true;
      screen.clear();
    },
    resume: () => {
      paused = false;
      draw();
    },
    end: (last) => {
      clearInterval(timer);
      view = last ?? view;
      paused = false;
      draw(true);
      screen.done();
    },
  };
}
