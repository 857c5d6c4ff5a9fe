import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { decidePlace } from '../electron/terminal/serve/decidePlace.ts';
import { findElectronRuntime } from '../electron/terminal/serve/electronRuntime.ts';
import { runDesktop, runProgram } from './runDesktop.ts';

/**
 * `npm start -- --workspace DIR`: the control room in its own window; where there is no Electron, or nothing to open
 * a window on, the same control room in the browser.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const place = decidePlace({
  runtime: findElectronRuntime(process.env),
  platform: process.platform,
  environment: process.env,
});

if (place.kind === 'desktop') await runDesktop(place.path, words);
else await startInBrowser(place.reason, place.canOpen);

async function startInBrowser(reason: string, canOpen: boolean): Promise<void> {
  console.log(`No window: ${reason}. The same control room opens in the browser.`);
  if (!existsSync(`${root}dist/renderer/index.html`)) {
    await build({ root, configFile: `${root}vite.config.ts`, logLevel: 'warn' });
  }
  const open = canOpen ? ['--open'] : [];
  await runProgram(process.execPath, [`${root}bin/signalbox.js`, 'serve', ...open, ...words]);
}
