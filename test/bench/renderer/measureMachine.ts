import { launchChromium } from '../../fixtures/chromium.ts';
import type { Cleanup } from '../lib/cleanup.ts';

/** What the same work in the same Chromium takes without anything of ours: machines differ by far more than commits. */
export interface MachineNumbers {
  /** 20 MB of JSON, parsed. */
  readonly parseMs: readonly number[];
  /** 20,000 plain elements made, laid out and painted. */
  readonly elementsMs: readonly number[];
}

export async function measureMachine(
  options: { readonly runs: number },
  cleanup: Cleanup,
): Promise<MachineNumbers> {
  const chromium = await launchChromium({ whole: true });
  cleanup.add(() => chromium.close());
  const parseMs: number[] = [];
  const elementsMs: number[] = [];
  for (let run = 0; run <= options.runs; run += 1) {
    const page = await chromium.browser.newPage();
    const numbers = await page.evaluate(work);
    await page.close();
    if (run === 0) continue; // as everywhere here: the first one compiles
    parseMs.push(numbers.parseMs);
    elementsMs.push(numbers.elementsMs);
  }
  return { parseMs, elementsMs };
}

/** Runs in the page. */
async function work(): Promise<{ readonly parseMs: number; readonly elementsMs: number }> {
  const one = JSON.stringify({ host: 'web-1', version: '1.0.0', seenAt: '2026-01-01T00:00:00.000Z' });
  const text = `[${Array.from({ length: Math.ceil(20e6 / one.length) }, () => one).join(',')}]`;
  const beforeParsing = performance.now();
  JSON.parse(text);
  const parseMs = performance.now() - beforeParsing;
  const before = performance.now();
  const grid = document.createElement('div');
  grid.style.cssText = 'display: flex; flex-wrap: wrap';
  for (let index = 0; index < 20_000; index += 1) {
    const element = document.createElement('div');
    element.style.cssText = 'width: 8px; height: 8px; background: green';
    grid.append(element);
  }
  document.body.append(grid);
  await new Promise<void>((painted) => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => painted();
      channel.port2.postMessage(0);
    });
  });
  return { parseMs, elementsMs: performance.now() - before };
}
