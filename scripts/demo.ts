import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from '../electron/terminal/demo/main.ts';
import { hasDisplay } from '../electron/terminal/serve/electronRuntime.ts';

/** `npm run demo`: the control room on an embedded fleet, where there is a display or a terminal to show it. */
const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds the screens once; the builder is loaded only when it is needed. */
async function prepareAssets(): Promise<string> {
  const folder = `${root}dist/renderer`;
  if (!existsSync(`${folder}/index.html`)) {
    console.log('Building the screens, once …');
    const { build } = await import('vite');
    await build({ root, configFile: `${root}vite.config.ts`, logLevel: 'warn' });
  }
  return folder;
}

const display = hasDisplay(process.platform, process.env);
const isShown = display || process.stdout.isTTY;
await main(process, isShown ? { prepareAssets, hasDisplay: display } : undefined);
