import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '../../../shared/protocol/fault.ts';

/** The built screens. @throws Fault NOT_FOUND with the exact command that builds them. */
export async function requireRenderer(
  folder = fileURLToPath(new URL('../../../dist/renderer', import.meta.url)),
): Promise<string> {
  await access(join(folder, 'index.html')).catch((error: unknown) => {
    throw new Fault('NOT_FOUND', `The screens have not been built: there is no index.html in ${folder}.`, {
      wayOut: 'Run "npm run build" in the folder of Signalbox, then this command again.',
      cause: error,
    });
  });
  return folder;
}
