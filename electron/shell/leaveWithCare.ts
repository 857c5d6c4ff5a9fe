import { app } from 'electron';
import type { Desk } from '../app/desk.ts';
import { describeRunning } from '../app/deskRollouts.ts';
import type { MainWindow } from './desktop/mainWindow.ts';
import { askWhetherToInterrupt } from './desktop/questions.ts';
import { show } from './desktop/showNotices.ts';

/**
 * A rollout outlives its window: it goes on unseen, and the program ends when it has. Quitting outright asks.
 */
export function leaveWithCare(options: {
  readonly desk: Desk;
  readonly window: MainWindow;
  readonly beforeLeaving: () => void;
  readonly reportError: (error: unknown) => void;
}): void {
  const { desk, window, reportError } = options;
  let state: 'staying' | 'asking' | 'left' = 'staying';

  app.on('window-all-closed', () => void stayWhileItRuns().catch(reportError));
  app.on('before-quit', (event) => {
    if (state === 'left') return;
    event.preventDefault();
    if (state === 'staying') void leave().catch(reportError);
  });

  async function stayWhileItRuns(): Promise<void> {
    const [running] = await desk.runningRollouts();
    if (running) {
      const body = `${describeRunning(running)}. Start Signalbox again to see it.`;
      show({ title: 'The rollout goes on', body }, () => window.show());
      await desk.untilNothingRuns();
    }
    // macOS keeps programs without windows; so does a window that was opened meanwhile.
    if (window.current() === undefined && process.platform !== 'darwin') app.quit();
  }

  async function leave(): Promise<void> {
    state = 'asking';
    try {
      const running = await desk.runningRollouts();
      if (running.length > 0 && !(await askWhetherToInterrupt(running, window.current()))) {
        state = 'staying';
        return;
      }
      options.beforeLeaving();
      await desk.dispose();
    } catch (error) {
      reportError(error); // whoever wants to leave is let go, whatever did not close as it should
    }
    state = 'left';
    app.quit();
  }
}
