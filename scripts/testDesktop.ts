import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildDesktop } from './buildDesktop.ts';
import { findElectronRuntime, hasDisplay } from '../electron/terminal/serve/electronRuntime.ts';

/** `npm run test:desktop`: 0 passed, 1 failed, 2 not run. What was not run never counts as passed. */
const notRun = 2;
const runtime = findElectronRuntime(process.env);

if (runtime.kind === 'missing') {
  console.error(`NOT RUN: the desktop's flows need Electron itself, and ${runtime.reason}.`);
  process.exitCode = notRun;
} else if (!hasDisplay(process.platform, process.env)) {
  console.error('NOT RUN: there is no display to open a window on (xvfb-run gives one).');
  process.exitCode = notRun;
} else {
  await buildDesktop();
  const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
  const config = fileURLToPath(new URL('../test/desktop/vitest.config.ts', import.meta.url));
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', config], {
    stdio: 'inherit',
    env: { ...process.env, SIGNALBOX_ELECTRON: runtime.path },
  });
  process.exitCode = status === 0 ? 0 : 1;
}
