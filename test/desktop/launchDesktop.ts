import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';

const root = join(import.meta.dirname, '../..');

export interface LaunchedDesktop {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly home: string;
  close(): Promise<void>;
}

/** The built desktop on the real runtime, in a home of its own. */
export async function launchDesktop(words: readonly string[] = []): Promise<LaunchedDesktop> {
  const executablePath = process.env['SIGNALBOX_ELECTRON'];
  if (executablePath === undefined) throw new Error('Run these by "npm run test:desktop".');
  const home = await mkdtemp(join(tmpdir(), 'signalbox-desktop-'));
  const electron = await _electron.launch({
    executablePath,
    // Containers have no sandbox to give; everything else is as a person starts it.
    args: ['--no-sandbox', `--user-data-dir=${join(home, 'userData')}`, join(root, 'dist/desktop'), ...words],
    env: { ...definedEnvironment(), HOME: home, XDG_CONFIG_HOME: join(home, '.config') },
  });
  return {
    electron,
    page: await electron.firstWindow(),
    home,
    close: async () => {
      await electron.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
