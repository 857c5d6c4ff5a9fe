import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decideDemo } from '../electron/terminal/demo/decideDemo.ts';
import { main } from '../electron/terminal/demo/main.ts';
import { decidePlace } from '../electron/terminal/serve/decidePlace.ts';
import { findElectronRuntime } from '../electron/terminal/serve/electronRuntime.ts';

/**
 * `npm run demo`: the control room on an embedded fleet, in its own window where Electron is there, else in the
 * browser where there is a display or a terminal; else the story plays by itself.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const place = decidePlace({
  runtime: findElectronRuntime(process.env),
  platform: process.platform,
  environment: process.env,
});
const start = decideDemo(process.argv.slice(2), place, process.stdout.isTTY);
switch (start.kind) {
  case 'desktop': {
    console.log(
      'The demo opens in a window of its own; its fleet ends with it. Without a window: -- --headless',
    );
    // The builder is loaded only when it is needed.
    const { runDesktop } = await import('./runDesktop.ts');
    await runDesktop(start.path, start.words);
    break;
  }
  case 'browser':
    await main(process, { prepareAssets, hasDisplay: start.canOpen });
    break;
  case 'story':
    await main(process);
    break;
}

/** Builds the screens once. */
async function prepareAssets(): Promise<string> {
  const folder = `${root}dist/renderer`;
  if (!existsSync(`${folder}/index.html`)) {
    console.log('Building the screens, once …');
    const { build } = await import('vite');
    await build({ root, configFile: `${root}vite.config.ts`, logLevel: 'warn' });
  }
  return folder;
}
