import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeViolations, runAxe } from '../fixtures/axe.ts';
import { startTour, stopNames, themes, type Stop, type Tour } from '../fixtures/tour.ts';

/** Kept for people to look at: every screen in both themes. */
const folder = fileURLToPath(new URL('../../test-results/screens/', import.meta.url));
let tour: Tour;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  tour = await startTour();
});
afterAll(() => tour.stop());

function stopOf(name: string): Stop {
  const stop = tour.stops.find((it) => it.name === name);
  if (stop === undefined) throw new Error(`The tour does not come by ${name}.`);
  return stop;
}

describe.each(themes)('in the %s theme', (theme) => {
  beforeAll(async () => {
    for (const page of tour.pages) await page.emulateMedia({ colorScheme: theme });
  });

  it.each(stopNames)('%s is drawn without a complaint, and axe finds nothing', async (name) => {
    const { page, open, leave } = stopOf(name);
    await open(page);
    try {
      await page.screenshot({ path: `${folder}${name}-${theme}.png`, animations: 'disabled' });
      expect.soft(describeViolations(await runAxe(page))).toEqual([]);
      expect(tour.complaints()).toEqual([]);
    } finally {
      await leave?.(page);
    }
  });
});
