import type { JournalState, RolloutState } from '../../../shared/journal/state.ts';
import { Fault } from '../../../shared/protocol/fault.ts';

/** A rollback that is about to begin. */
export interface WayBack {
  readonly rolloutId: string;
  /** The rollout that it takes back. */
  readonly takes: string;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly artifactSha256: string;
}

/**
 * Each sign-off names what ran when it was made, so that it lets the way back to that through as well: for the rollout
 * that was let through by it, and for exactly those bytes. Anything else needs sign-offs of its own.
 * @throws Fault SIGNOFF_REQUIRED.
 */
export function requireCoveredWayBack(state: JournalState, way: WayBack): void {
  const taken = state.rollouts[way.takes];
  const promotion = taken?.promotionId === undefined ? undefined : state.promotions[taken.promotionId];
  if (taken && promotion) {
    const people = new Set(
      promotion.signoffs
        .filter(({ decision, statement }) => decision === 'approve' && isAbout(statement, taken))
        .filter(({ statement }) => statement.runningSha256.split(',').includes(way.artifactSha256))
        .map(({ person }) => person),
    );
    if (people.size >= promotion.required) return;
  }
  const what = `${way.service} ${way.version}`;
  throw new Fault(
    'SIGNOFF_REQUIRED',
    `Nobody has signed for going back to ${what} (SHA-256 ${way.artifactSha256.slice(0, 12)}…): it is not what ran when rollout ${way.takes} was signed for.`,
    { wayOut: `Ask for a promotion of ${what} to ${way.environment}, and have it signed.` },
  );
}

function isAbout(
  statement: { readonly artifactSha256: string; readonly planSha256: string },
  { release, planSha256 }: RolloutState,
): boolean {
  return statement.artifactSha256 === release.artifactSha256 && statement.planSha256 === planSha256;
}
