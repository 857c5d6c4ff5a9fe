import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLayoutFaults } from '../fixtures/layout.ts';
import { startTour, stopNames, type Tour } from '../fixtures/tour.ts';

const folder = fileURLToPath(new URL('../../test-results/screens/', import.meta.url));
let tour: Tour;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  tour = await startTour();
});
afterAll(() => tour.stop());

describe.each([
  { name: 'the smallest window', width: 1024, height: 700 },
  { name: 'a usual window', width: 1440, height: 900 },
  { name: 'a large screen', width: 2560, height: 1440 },
  // 1440 × 900 at 200 %: half as many CSS pixels.
  { name: '200 % zoom', width: 720, height: 450 },
])('at $name, $width × $height', ({ width, height }) => {
  beforeAll(async () => {
    for (const page of tour.pages) await page.setViewportSize({ width, height });
  });

  it.each(stopNames)('%s neither overflows, nor overlaps, nor cuts words off', async (name) => {
    const stop = tour.stops.find((it) => it.name === name);
    if (stop === undefined) throw new Error(`The tour does not come by ${name}.`);
    const { page } = stop;
    await stop.open(page);
    try {
      await page.screenshot({ path: `${folder}${name}-${width}.png`, animations: 'disabled' });
      expect(await findLayoutFaults(page)).toEqual([]);
    } finally {
      await stop.leave?.(page);
    }
  });
});
