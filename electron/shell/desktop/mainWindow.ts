import type { BrowserWindow } from 'electron';
import { createWindow } from './createWindow.ts';

/** The one window: there, or to be made again. */
export interface MainWindow {
  current(): BrowserWindow | undefined;
  show(): void;
}

export function createMainWindow(options: Parameters<typeof createWindow>[0]): MainWindow {
  let window: BrowserWindow | undefined;

  function create(): BrowserWindow {
    const created = createWindow(options);
    created.on('closed', () => {
      if (window === created) window = undefined;
    });
    return created;
  }

  return {
    current: () => window,
    show: () => {
      if (!window) {
        window = create();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
  };
}
