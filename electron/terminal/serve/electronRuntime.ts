import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type ElectronRuntime =
  | { readonly kind: 'there'; readonly path: string }
  | { readonly kind: 'missing'; readonly reason: string };

/**
 * Looks for Electron's program without fetching it: the package brings types only, and the program comes with its
 * first use where its download site can be reached. `ELECTRON_OVERRIDE_DIST_PATH` names a folder that has it.
 */
export function findElectronRuntime(
  environment: Readonly<Record<string, string | undefined>>,
  packageFolder = fileURLToPath(new URL('../../../node_modules/electron', import.meta.url)),
): ElectronRuntime {
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  const named = join(packageFolder, 'path.txt');
  const program = existsSync(named) ? readFileSync(named, 'utf8').trim() : 'electron';
  const path = join(override ?? join(packageFolder, 'dist'), program);
  if (existsSync(path)) return { kind: 'there', path };
  const reason =
    override === undefined
      ? "Electron's runtime is not installed (npx install-electron fetches it)"
      : `there is no Electron in ${override}`;
  return { kind: 'missing', reason };
}

/** Whether the runtime has a screen to open a window on. */
export function hasDisplay(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return platform !== 'linux' || Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
}
