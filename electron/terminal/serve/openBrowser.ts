import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Fault } from '../../../shared/protocol/fault.ts';

export interface OpenedBrowser {
  /** Takes the file with the link away. */
  forget(): Promise<void>;
}

/**
 * Opens a link in the person's browser without putting it on a command line, where every user of the machine
 * could read its token: the browser is given a file that only its owner can read, and that leads on.
 * @throws Fault UNSUPPORTED when no browser could be started; the file is gone then.
 */
export async function openBrowser(
  url: string,
  options: {
    readonly platform: NodeJS.Platform;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<OpenedBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-open-'));
  const forget = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const file = join(folder, 'open.html');
    await writeFile(file, redirectPage(url), { mode: 0o600, flag: 'wx' });
    const [program, ...words] = openerOf(options.platform, pathToFileURL(file).href);
    const child = spawn(program, words, { env: options.environment, stdio: 'ignore', detached: true });
    child.unref();
    await once(child, 'spawn');
    return { forget };
  } catch (error) {
    await forget();
    throw new Fault('UNSUPPORTED', 'No browser could be started from here.', {
      wayOut: 'Open the link yourself, in a browser on this machine.',
      cause: error,
    });
  }
}

/** Only text that needs no escaping in a page or in a script is let through. */
function redirectPage(url: string): string {
  if (!/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+$/.test(url)) throw new Error('That is no link of ours.');
  return `<!doctype html><meta charset="utf-8"><title>Signalbox</title><meta name="referrer" content="no-referrer">
<script>location.replace(${JSON.stringify(url)})</script><a href="${url}">Open the control room</a>\n`;
}

function openerOf(platform: NodeJS.Platform, target: string): readonly [string, ...string[]] {
  switch (platform) {
    case 'darwin':
      return ['open', target];
    case 'win32':
      return ['rundll32', 'url.dll,FileProtocolHandler', target];
    default:
      return ['xdg-open', target];
  }
}
