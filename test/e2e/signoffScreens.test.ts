import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeViolations, runAxe } from '../fixtures/axe.ts';
import { findLayoutFaults } from '../fixtures/layout.ts';
import { signoffStopNames, startSignoffTour } from '../fixtures/signoffTour.ts';
import { themes } from '../fixtures/tour.ts';

/** Kept for people to look at: every state of a sign-off in both themes and all sizes. */
const folder = fileURLToPath(new URL('../../test-results/screens/', import.meta.url));
let tour: Awaited<ReturnType<typeof startSignoffTour>>;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  tour = await startSignoffTour();
});
afterAll(() => tour.room.stop());

async function lookAt(name: string, look: () => Promise<void>): Promise<void> {
  const { page } = tour.room;
  const stop = tour.stops.find((it) => it.name === name);
  await stop?.open(page);
  try {
    await look();
  } finally {
    await stop?.leave?.(page);
  }
}

describe.each(themes)('sign-offs in the %s theme', (theme) => {
  beforeAll(() => tour.room.page.emulateMedia({ colorScheme: theme }));

  it.each(signoffStopNames)('%s is drawn without a complaint, and axe finds nothing', (name) =>
    lookAt(name, async () => {
      const { page, pageErrors } = tour.room;
      await page.screenshot({ path: `${folder}signoff-${name}-${theme}.png`, animations: 'disabled' });
      expect.soft(describeViolations(await runAxe(page))).toEqual([]);
      expect(pageErrors).toEqual([]);
    }),
  );
});

describe.each([
  { name: 'the smallest window', width: 1024, height: 700 },
  { name: 'a usual window', width: 1440, height: 900 },
  { name: 'a large screen', width: 2560, height: 1440 },
  // 1440 × 900 at 200 %: half as many CSS pixels.
  { name: '200 % zoom', width: 720, height: 450 },
])('sign-offs at $name, $width × $height', ({ width, height }) => {
  beforeAll(() => tour.room.page.setViewportSize({ width, height }));

  it.each(signoffStopNames)('%s neither overflows, nor overlaps, nor cuts words off', (name) =>
    lookAt(name, async () => {
      const { page } = tour.room;
      await page.screenshot({ path: `${folder}signoff-${name}-${width}.png`, animations: 'disabled' });
      expect(await findLayoutFaults(page)).toEqual([]);
    }),
  );
});
