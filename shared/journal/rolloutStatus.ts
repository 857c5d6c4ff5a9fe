import type { RolloutStatus } from './state.ts';

/** Requested and not ended: as far as the journal knows, somebody works on it. */
export function isOpenStatus({ kind }: RolloutStatus): boolean {
  return kind === 'requested' || isUnderWay({ kind });
}

/** Begun and not ended: what a person decides about it has an effect. */
export function isUnderWay({ kind }: Pick<RolloutStatus, 'kind'>): boolean {
  return kind === 'running' || kind === 'paused' || kind === 'stopping';
}
