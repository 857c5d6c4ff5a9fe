import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAt } from '../fixtures/lookAt.ts';
import { signoffStopNames, startSignoffTour } from '../fixtures/signoffTour.ts';

/** Kept for people to look at: every state of a sign-off in both themes and all sizes. */
const folder = fileURLToPath(new URL('../../test-results/screens/', import.meta.url));
let tour: Awaited<ReturnType<typeof startSignoffTour>>;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  tour = await startSignoffTour();
});
afterAll(() => tour.room.stop());

describe('sign-offs in both themes, from the smallest window to a large screen, and at 200 % zoom', () => {
  it.each(signoffStopNames)(
    '%s is drawn without a complaint: axe finds nothing, nothing overflows, overlaps or is cut off',
    async (name) => {
      const { page, pageErrors } = tour.room;
      const stop = tour.stops.find((it) => it.name === name);
      if (stop === undefined) throw new Error(`The tour does not come by ${name}.`);
      await stop.open(page);
      try {
        expect(await lookAt(page, `${folder}signoff-${name}`)).toEqual([]);
        expect(pageErrors).toEqual([]);
      } finally {
        await stop.leave?.(page);
      }
    },
  );
});
