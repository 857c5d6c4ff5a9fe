import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Everything that Electron needs: `dist/renderer`, and `dist/desktop` with the main process, its threads, the preload. */
export async function buildDesktop(): Promise<void> {
  const configFile = `${root}electron.vite.config.ts`;
  await build({ root, configFile: `${root}vite.config.ts`, logLevel: 'warn' });
  await build({ root, configFile, logLevel: 'warn' });
  await build({ root, configFile, mode: 'preload', logLevel: 'warn' });
}
