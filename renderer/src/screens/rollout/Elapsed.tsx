import type { RolloutState } from '../../../../shared/journal/state.ts';
import { formatDuration } from '../../../../shared/view/formatDuration.ts';
import { endOf } from '../../../../shared/view/rolloutView.ts';
import { useClock } from '../../ui/index.ts';

/** How long it has taken, or took. */
export function Elapsed({ rollout }: { readonly rollout: RolloutState }) {
  const startedMs = Date.parse(rollout.startedAt ?? rollout.requestedAt);
  return useClock((nowMs) => formatDuration(Math.max(0, endOf(rollout, new Date(nowMs)) - startedMs)));
}
