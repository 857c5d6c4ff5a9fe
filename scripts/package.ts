import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { buildDesktop } from './buildDesktop.ts';
import { findElectronRuntime } from '../electron/terminal/serve/electronRuntime.ts';

/** `npm run package`: installers in release/. 0 made, 1 failed, 2 not made because Electron cannot be had here. */
const notMade = 2;
const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const reason = await whyNoRuntime();
if (reason !== undefined) {
  console.error(`NOT PACKAGED: ${reason}.`);
  process.exitCode = notMade;
} else {
  await buildDesktop();
  const builder = at('node_modules/electron-builder/cli.js');
  const { status } = spawnSync(process.execPath, [builder, '--publish', 'never', ...process.argv.slice(2)], {
    stdio: 'inherit',
    cwd: at('.'),
  });
  process.exitCode = status === 0 ? 0 : 1;
}

/** electron-builder fetches the runtime for each target itself; a mirror may stand in for the usual site. */
async function whyNoRuntime(): Promise<string | undefined> {
  if (findElectronRuntime(process.env).kind === 'there') return undefined;
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(at('node_modules/electron/package.json'), 'utf8')));
  const site = process.env['ELECTRON_MIRROR'] ?? 'https://github.com/electron/electron/releases/download/';
  const address = `${site}v${version}/SHASUMS256.txt`;
  try {
    const response = await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(15_000) });
    return response.ok
      ? undefined
      : `Electron's runtime cannot be had here: ${address} answered ${response.status}`;
  } catch {
    return `Electron's runtime cannot be had here: ${new URL(address).host} is not reachable`;
  }
}
