import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAt } from '../fixtures/lookAt.ts';
import { startTour, stopNames, type Tour } from '../fixtures/tour.ts';

/** Kept for people to look at: every screen in both themes and all sizes. */
const folder = fileURLToPath(new URL('../../test-results/screens/', import.meta.url));
let tour: Tour;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  tour = await startTour();
});
afterAll(() => tour.stop());

describe('in both themes, from the smallest window to a large screen, and at 200 % zoom', () => {
  it.each(stopNames)(
    '%s is drawn without a complaint: axe finds nothing, nothing overflows, overlaps or is cut off',
    async (name) => {
      const stop = tour.stops.find((it) => it.name === name);
      if (stop === undefined) throw new Error(`The tour does not come by ${name}.`);
      await stop.open(stop.page);
      try {
        expect(await lookAt(stop.page, `${folder}${name}`)).toEqual([]);
        expect(tour.complaints()).toEqual([]);
      } finally {
        await stop.leave?.(stop.page);
      }
    },
  );
});
