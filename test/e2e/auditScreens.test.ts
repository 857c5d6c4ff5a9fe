import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditStopNames, startAuditTour } from '../fixtures/auditTour.ts';
import { lookAt } from '../fixtures/lookAt.ts';

/** Kept for people to look at: the audit screen in every state, in both themes and all sizes. */
const folder = fileURLToPath(new URL('../../test-results/screens/', import.meta.url));
let tour: Awaited<ReturnType<typeof startAuditTour>>;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  tour = await startAuditTour();
});
afterAll(() => tour?.room.stop());

describe('the audit in both themes, from the smallest window to a large screen, and at 200 % zoom', () => {
  it.each(auditStopNames)(
    '%s is drawn without a complaint: axe finds nothing, nothing overflows, overlaps or is cut off',
    async (name) => {
      const { page, pageErrors } = tour.room;
      const stop = tour.stops.find((it) => it.name === name);
      if (stop === undefined) throw new Error(`The tour does not come by ${name}.`);
      await stop.open(page);
      try {
        expect(await lookAt(page, `${folder}evidence-${name}`)).toEqual([]);
        expect(pageErrors).toEqual([]);
      } finally {
        await stop.leave?.(page);
      }
    },
  );
});
