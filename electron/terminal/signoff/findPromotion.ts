import { isOpenPromotion, type PromotionState } from '../../../shared/journal/promotionState.ts';
import type { JournalState } from '../../../shared/journal/state.ts';
import { Fault } from '../../../shared/protocol/fault.ts';

/** Newest first. */
export function listPromotions(state: JournalState): PromotionState[] {
  return state.promotionOrder.toReversed().flatMap((id) => state.promotions[id] ?? []);
}

/**
 * A promotion by its id or the beginning of it.
 * @throws Fault NOT_FOUND.
 */
export function findPromotion(state: JournalState, named: string): PromotionState {
  const promotions = listPromotions(state);
  const found = promotions.filter((it) => it.id.startsWith(named));
  const [first] = found;
  if (first && (found.length === 1 || first.id === named)) return first;
  const newest = promotions
    .slice(0, 5)
    .map((it) => `${it.id}  ${it.service} ${it.release.version} to ${it.environment}, by ${it.requester}`);
  throw new Fault(
    'NOT_FOUND',
    `${found.length === 0 ? 'No promotion begins' : `${found.length} promotions begin`} with ${named}.`,
    {
      details: newest.length === 0 ? ['There has been none yet.'] : ['The newest:', ...newest],
      wayOut: 'Name one of them by the first characters of its id: "signalbox promotions" lists them.',
    },
  );
}

export interface Target {
  readonly service: string;
  readonly version: string;
  readonly environment: string;
}

/**
 * The one open promotion of this release to this environment: a new request supersedes the one before.
 * @throws Fault SIGNOFF_REQUIRED where there is none.
 */
export function findOpenPromotion(state: JournalState, target: Target): PromotionState {
  const { service, version, environment } = target;
  const isAsked = (it: PromotionState): boolean =>
    it.service === service && it.environment === environment && isOpenPromotion(it);
  const open = listPromotions(state).filter(isAsked);
  const found = open.find((it) => it.release.version === version);
  if (found) return found;
  const [other] = open;
  const asked = other ? ` Sign-offs are asked for ${other.release.version}, promotion ${other.id}.` : '';
  throw new Fault(
    'SIGNOFF_REQUIRED',
    `${environment} asks for sign-offs, and nobody has asked for them on ${service} ${version}.${asked}`,
    { wayOut: `Ask for them: signalbox promote ${service} ${version} ${environment} --as PERSON` },
  );
}
