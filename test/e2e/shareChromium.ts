import { shareChromium } from '../fixtures/chromium.ts';
import { rendererForTests } from '../fixtures/rendererForTests.ts';

/** Before the first end-to-end test: one Chromium and one build of the screens for all of them. */
export async function setup(): Promise<() => Promise<void>> {
  await rendererForTests();
  return shareChromium();
}
