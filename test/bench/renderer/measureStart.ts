import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareDataFolder } from '../../../electron/app/prepareDataFolder.ts';
import { startLoopbackHost } from '../../../electron/loopback/startLoopbackHost.ts';
import { launchChromium, type ChromiumFixture } from '../../fixtures/chromium.ts';
import { writeLongJournal } from '../../fixtures/longJournal.ts';
import { openApp } from '../../fixtures/openApp.ts';
import { rendererForTests } from '../../fixtures/rendererForTests.ts';
import { until } from '../../fixtures/until.ts';
import type { Cleanup } from '../lib/cleanup.ts';
import { timed } from '../lib/statistics.ts';
import { installProbe, readProbe } from './pageProbe.ts';

export interface StartNumbers {
  /** From nothing until the app serves: workspace and journal read, state folded. */
  readonly appMs: readonly number[];
  /** From the page's first byte asked for until the newest records are painted. */
  readonly pageMs: readonly number[];
}

/** The whole app on a long journal, from nothing to the newest records on the screen; the browser runs already. */
export async function measureStart(
  options: { readonly records: number; readonly runs: number },
  cleanup: Cleanup,
): Promise<StartNumbers> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  const workspace = join(folder, 'shop');
  await cp(fileURLToPath(new URL('../../../examples/shop', import.meta.url)), workspace, { recursive: true });
  await writeLongJournal(join(await prepareDataFolder(workspace), 'journal.db'), options.records);
  const assetsDirectory = await rendererForTests();
  const chromium = await launchChromium({ whole: true });
  cleanup.add(() => chromium.close());
  const appMs: number[] = [];
  const pageMs: number[] = [];
  for (let run = 0; run <= options.runs; run += 1) {
    const { value: app, ms } = await timed(() => openApp(workspace, { readOnly: true }));
    const host = await startLoopbackHost({
      connect: (transport) => app.app.connect(transport),
      assetsDirectory,
      reportError: (error) => console.error(error),
    });
    try {
      const shownMs = await openPage(chromium, host.url);
      if (run === 0) continue; // what is compiled and read for the first time is nobody's journal
      appMs.push(ms);
      pageMs.push(shownMs);
    } finally {
      await host.close();
      await app.close();
    }
  }
  return { appMs, pageMs };
}

async function openPage({ browser }: ChromiumFixture, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(installProbe);
  await context.addInitScript(() => {
    // The link's own fragment carries the token; the screen is chosen when it has been used.
    const show = (): void => {
      if (window.location.hash === '#/') window.location.hash = '#/journal';
      else requestAnimationFrame(show);
    };
    show();
  });
  const page = await context.newPage();
  await page.goto(url);
  const paintedAtMs = await until('the records', async () => (await readProbe(page)).paintedAtMs, 180_000);
  if (!page.url().endsWith('#/journal')) throw new Error(`the page shows ${page.url()}`);
  await context.close();
  return paintedAtMs;
}
