export { formatAge } from '../../../shared/view/formatAge.ts';

/** How far a fact has faded: 0 fresh, 3 grey. */
export type Fade = 0 | 1 | 2 | 3;

/** From these ages on a fact fades one step. */
export interface FadeSteps {
  readonly firstMs: number;
  readonly secondMs: number;
  readonly thirdMs: number;
}

/** Observations are repeated every few seconds; a minute without one is already worth seeing. */
export const observationFade: FadeSteps = { firstMs: 30_000, secondMs: 120_000, thirdMs: 600_000 };

export function fadeOf(ageMs: number, steps: FadeSteps = observationFade): Fade {
  // An unreadable time proves nothing, so the fact counts as old.
  if (Number.isNaN(ageMs) || ageMs >= steps.thirdMs) return 3;
  if (ageMs >= steps.secondMs) return 2;
  return ageMs >= steps.firstMs ? 1 : 0;
}
