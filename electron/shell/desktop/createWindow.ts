import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { pageUrl } from '../page/address.ts';
import { decideBounds, keepWindowState, readWindowState } from './windowState.ts';

/** The window, at the place where it was closed last. A page in it has no Node, and only the preload's three functions. */
export function createWindow(options: {
  readonly preloadPath: string;
  readonly stateFile: string;
  readonly reportError: (error: unknown) => void;
}): BrowserWindow {
  const kept = readWindowState(options.stateFile);
  const window = new BrowserWindow({
    ...decideBounds(
      kept,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: 800,
    minHeight: 560,
    show: false,
    title: 'Signalbox',
    // Until the page is drawn; a white flash in a dark room is rude.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#14171c' : '#f6f7f9',
    webPreferences: {
      preload: options.preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  if (kept?.isMaximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    try {
      keepWindowState(options.stateFile, {
        bounds: window.getNormalBounds(),
        isMaximized: window.isMaximized(),
      });
    } catch (error) {
      options.reportError(error); // where the window was is no reason to keep it open
    }
  });
  window.loadURL(pageUrl).catch((error: unknown) => options.reportError(error));
  return window;
}
