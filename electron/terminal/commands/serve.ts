import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { startLoopbackHost } from '../../loopback/startLoopbackHost.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, tell, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { faultText } from '../print/faultText.ts';
import { openBrowser, type OpenedBrowser } from '../serve/openBrowser.ts';
import { requireRenderer } from '../serve/requireRenderer.ts';
import { createServedDesk, untilLeft } from '../serve/serveDesk.ts';
import { withExample } from './names.ts';

const options = z.object({
  workspace: z.string().optional(),
  readOnly: z.boolean().default(false),
  open: z.boolean().default(false),
});

export function addServe(program: Command, run: Run): Command {
  const command: Command = program
    .command('serve')
    .description('Open the control room in a browser: on 127.0.0.1 only, for whoever has the link, once.')
    .option('--read-only', 'refuse everything that changes something, and record nothing')
    .option('--open', 'open the link in the browser')
    .action(() => run(command, (context) => serve(context, options.parse(command.opts()))))
    .addHelpText('after', serveHelp);
  return withExample(command, 'signalbox serve --open', 'signalbox serve -w ~/shop-releases --read-only');
}

const serveHelp = `
The link holds a secret and is good for one browser, once. With a workspace (named, or the nearest upwards) the
browser gets that one only; without one it may choose among folders, or try the demo.

Ctrl-C ends it. While a rollout runs the first Ctrl-C says so, and the second leaves (130: the rollout is interrupted).`;

async function serve(context: Context, given: z.infer<typeof options>): Promise<ExitCode> {
  const reportError = (error: unknown): void =>
    tell(context, faultText(error, context.colors, { debug: false }));
  const assetsDirectory = await requireRenderer();
  const workspaceDirectory = chosenWorkspace(context, given.workspace);
  const desk = await createServedDesk(context, { workspaceDirectory, readOnly: given.readOnly, reportError });
  let browser: OpenedBrowser | undefined;
  try {
    const host = await startLoopbackHost({
      connect: (transport) => desk.connect(transport),
      assetsDirectory,
      reportError,
    });
    try {
      announce(context, { url: host.url, workspaceDirectory, readOnly: given.readOnly });
      const left = untilLeft(desk, {
        onInterrupt: (listener) => context.terminal.onInterrupt(listener),
        tell: (text) => tell(context, text),
      });
      if (given.open) browser = await openInBrowser(host.url, context, reportError);
      return (await left) === 'left' ? exitCodes.ok : exitCodes.interrupted;
    } finally {
      await host.close();
    }
  } finally {
    await browser?.forget();
    await desk.dispose();
  }
}

/** The one that was named, whether it is there or not; else the nearest one upwards, if there is one. */
function chosenWorkspace({ workspaceDirectory }: Context, named: string | undefined): string | undefined {
  const isMeant = named !== undefined || existsSync(join(workspaceDirectory, 'signalbox.yaml'));
  return isMeant ? workspaceDirectory : undefined;
}

function announce(
  context: Context,
  of: { readonly url: string; readonly workspaceDirectory: string | undefined; readonly readOnly: boolean },
): void {
  if (context.json) return printJson(context, { type: 'serving', ...of });
  const { colors } = context;
  const what = of.workspaceDirectory ?? 'no workspace yet';
  print(context, `Control room: ${what}${of.readOnly ? ', read-only' : ''}`);
  print(context, `  ${colors.cyan(of.url)}`);
  print(context, colors.dim('  Good for one browser on this machine, once. Ctrl-C ends it.'));
}

/** Whoever has no browser here still has the link. */
async function openInBrowser(
  url: string,
  { terminal }: Context,
  reportError: (error: unknown) => void,
): Promise<OpenedBrowser | undefined> {
  try {
    return await openBrowser(url, { platform: process.platform, environment: terminal.environment });
  } catch (error) {
    reportError(error);
    return undefined;
  }
}
