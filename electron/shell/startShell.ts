import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, Menu, session } from 'electron';
import { z } from 'zod';
import { createDesk, type DemoStage, type Desk } from '../app/desk.ts';
import { startDemoStage } from '../app/deskDemo.ts';
import { deskFolder } from '../app/deskFolder.ts';
import { createNodePorts, readNodeConfig } from '../app/nodePorts.ts';
import { createRecentWorkspaces } from '../app/recentWorkspaces.ts';
import { createMainWindow, type MainWindow } from './desktop/mainWindow.ts';
import { createMenu } from './desktop/menu.ts';
import { pickFolder, showFault } from './desktop/questions.ts';
import { followNotices } from './desktop/showNotices.ts';
import { parseLaunchWords, type LaunchWords } from './launchWords.ts';
import { leaveWithCare } from './leaveWithCare.ts';
import { announceAppScheme, serveApp } from './page/serveApp.ts';
import { servePages } from './page/servePages.ts';
import { openLink } from './safety/externalLinks.ts';
import { guardPages, guardSession } from './safety/guardPages.ts';

export interface ShellOptions {
  /** The command line behind the program; its main file may stand there too. */
  readonly words: readonly string[];
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The built renderer. */
  readonly assetsDirectory: string;
  readonly preloadPath: string;
  readonly reportError: (error: unknown) => void;
}

/** From the start of the program to its first window; what comes later are answers to events. */
export async function startShell(options: ShellOptions): Promise<void> {
  // A second start hands its words to the first and is gone.
  if (!app.requestSingleInstanceLock({ words: [...options.words] })) return app.quit();
  const { reportError } = options;
  const launched = parseLaunchWords(options.words, options.workingDirectory);
  announceAppScheme();
  app.enableSandbox();
  guardPages((url) => void openLink(url).catch(reportError));
  await app.whenReady();

  guardSession(session.defaultSession);
  await serveApp(session.defaultSession, options.assetsDirectory);
  const window = createMainWindow({
    preloadPath: options.preloadPath,
    stateFile: join(app.getPath('userData'), 'window.json'),
    reportError,
  });
  const desk = await createShellDesk(options, launched, window);
  const pages = servePages({ connect: (transport) => desk.connect(transport), reportError });
  const notices = followNotices({ desk, window });
  leaveWithCare({
    desk,
    window,
    reportError,
    beforeLeaving: () => {
      notices.close();
      pages.close('Signalbox has been closed.');
    },
  });
  answerLaunches(desk, window, reportError);

  await openAsked(desk, window, launched);
  window.show();
}

async function createShellDesk(
  options: ShellOptions,
  launched: LaunchWords,
  window: MainWindow,
): Promise<Desk> {
  const { environment, reportError } = options;
  const ports = createNodePorts({ reportError });
  const config = await readNodeConfig({ workspaceDirectory: '', readOnly: launched.readOnly, environment });
  const home = environment['HOME'] ?? homedir();
  const folder = deskFolder({ platform: process.platform, home, environment });
  // A folder that was named is for the first demo only: the next one would find it full.
  let demoDirectory = launched.demo?.directory;
  const startDemo = (): Promise<DemoStage> => {
    const directory = demoDirectory;
    demoDirectory = undefined;
    return startDemoStage(directory === undefined ? {} : { directory, keep: true });
  };
  return createDesk({
    config,
    ports,
    lobby: { pickFolder: () => pickFolder(window.current()), startDemo },
    recent: createRecentWorkspaces({
      file: join(folder, 'recent.json'),
      now: () => ports.now(),
      reportError,
    }),
  });
}

const secondStart = z.object({ words: z.array(z.string()) });

/** The menu, the dock, and a second start of the program. */
function answerLaunches(desk: Desk, window: MainWindow, reportError: (error: unknown) => void): void {
  const openChosen = async (): Promise<void> => {
    const directory = await pickFolder(window.current());
    if (directory !== undefined) await openOrTell(window, () => desk.open(directory));
  };
  Menu.setApplicationMenu(createMenu({ openWorkspace: () => void openChosen().catch(reportError) }));
  app.on('activate', () => window.show());
  // Its own words, as it read them itself: Chromium rearranges the line that Electron passes on.
  app.on('second-instance', (_event, _line, workingDirectory, data) => {
    window.show();
    const { words } = secondStart.parse(data);
    void openAsked(desk, window, parseLaunchWords(words, workingDirectory)).catch(reportError);
  });
}

/** What the words of a start ask for; without any, whatever is there stays. */
async function openAsked(desk: Desk, window: MainWindow, { workspace, demo }: LaunchWords): Promise<void> {
  if (workspace !== undefined) await openOrTell(window, () => desk.open(workspace));
  else if (demo) await openOrTell(window, () => desk.openDemo());
}

/** What cannot be opened is told, and the welcome screen or the open workspace stays. */
async function openOrTell(window: MainWindow, open: () => Promise<void>): Promise<void> {
  try {
    await open();
  } catch (error) {
    await showFault('The workspace was not opened', error, window.current());
  }
}
