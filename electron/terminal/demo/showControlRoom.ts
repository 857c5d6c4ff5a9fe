import { startLoopbackHost } from '../../loopback/startLoopbackHost.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { faultText } from '../print/faultText.ts';
import { openBrowser, type OpenedBrowser } from '../serve/openBrowser.ts';
import { createServedDesk, untilLeft } from '../serve/serveDesk.ts';
import type { DemoContext } from './runDemo.ts';

/** What it takes to show the control room; a host that cannot gives `undefined` instead. */
export interface Screens {
  /** The built renderer; building it may take a moment. */
  readonly prepareAssets: () => Promise<string>;
  /** Opens the link in a browser, where there is a display. */
  readonly hasDisplay: boolean;
}

/** The control room on the demo's own fleet, until the person leaves; the fleet goes with it. */
export async function showControlRoom(
  context: DemoContext,
  options: { readonly screens: Screens; readonly dir: string | undefined; say(text: string): void },
): Promise<ExitCode> {
  const { screens } = options;
  const tell = (text: string): void => context.terminal.err.write(`${text}\n`);
  const reportError = (error: unknown): void => tell(faultText(error, context.colors, { debug: false }));
  const assetsDirectory = await screens.prepareAssets();
  const desk = await createServedDesk(context, {
    workspaceDirectory: undefined,
    readOnly: false,
    reportError,
    demo: {
      ...(options.dir === undefined ? {} : { directory: options.dir, keep: true }),
      onProgress: (message) => options.say(message),
    },
  });
  let browser: OpenedBrowser | undefined;
  try {
    await desk.openDemo();
    const host = await startLoopbackHost({
      connect: (transport) => desk.connect(transport),
      assetsDirectory,
      reportError,
    });
    try {
      announce(context, host.url);
      const left = untilLeft(desk, {
        onInterrupt: (listener) => context.terminal.onInterrupt(listener),
        tell,
      });
      if (screens.hasDisplay) {
        browser = await openBrowser(host.url, {
          platform: process.platform,
          environment: context.terminal.environment,
        }).catch((error: unknown) => {
          reportError(error); // whoever has no browser here still has the link
          return undefined;
        });
      }
      return (await left) === 'left' ? exitCodes.ok : exitCodes.interrupted;
    } finally {
      await host.close();
    }
  } finally {
    await browser?.forget();
    await desk.dispose();
  }
}

function announce({ terminal, colors }: DemoContext, url: string): void {
  const lines = [
    '',
    colors.bold('The control room is open:'),
    `  ${colors.cyan(url)}`,
    colors.dim('  Good for one browser on this machine, once. Press p on a cell to promote shop 1.1.0.'),
    colors.dim(
      '  Production asks for two sign-offs. You can be rob, who asks, and li and omar, who may sign:',
    ),
    colors.dim('  their keys are offered without a passphrase.'),
    colors.dim('  Ctrl-C takes everything down. The same story without screens: npm run demo -- --headless'),
  ];
  terminal.out.write(`${lines.join('\n')}\n`);
}
