import { fileURLToPath } from 'node:url';
import { app } from 'electron';
import { startShell } from './startShell.ts';

/** What Electron starts. The preload lies beside it in the build, the renderer beside the desktop's folder. */
const reportError = (error: unknown): void => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
};

startShell({
  words: process.argv.slice(1),
  workingDirectory: process.cwd(),
  environment: process.env,
  assetsDirectory: fileURLToPath(new URL('../../../renderer', import.meta.url)),
  preloadPath: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
  reportError,
}).catch((error: unknown) => {
  reportError(error);
  app.exit(1);
});
