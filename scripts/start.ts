import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { buildDesktop } from './buildDesktop.ts';
import { findElectronRuntime, hasDisplay } from '../electron/terminal/serve/electronRuntime.ts';

/**
 * `npm start -- --workspace DIR`: the control room in its own window; where there is no Electron, or nothing to open
 * a window on, the same control room in the browser.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const runtime = findElectronRuntime(process.env);

if (runtime.kind === 'missing') await startInBrowser(runtime.reason);
else if (!hasDisplay(process.platform, process.env))
  await startInBrowser('there is no display to open a window on');
else await startDesktop(runtime.path);

async function startDesktop(path: string): Promise<void> {
  await buildDesktop();
  await run(path, [`${root}dist/desktop`, ...words]);
}

async function startInBrowser(reason: string): Promise<void> {
  console.log(`No window: ${reason}. The same control room opens in the browser.`);
  if (!existsSync(`${root}dist/renderer/index.html`)) {
    await build({ root, configFile: `${root}vite.config.ts`, logLevel: 'warn' });
  }
  const open = hasDisplay(process.platform, process.env) ? ['--open'] : [];
  await run(process.execPath, [`${root}bin/signalbox.js`, 'serve', ...open, ...words]);
}

/** Ctrl-C reaches the child by itself, which decides; here it only must not end the one who waits. */
async function run(program: string, programWords: readonly string[]): Promise<void> {
  const child = spawn(program, programWords, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
