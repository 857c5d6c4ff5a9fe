import type { RolloutState } from '../../../../shared/journal/state.ts';
import { formatDuration } from '../../../../shared/view/formatDuration.ts';
import { useClock } from '../../ui/index.ts';

/** How long it may still take before every host is brought back to what it had. */
export function TimeLeft({ rollout, limitMs }: { readonly rollout: RolloutState; readonly limitMs: number }) {
  const endMs = Date.parse(rollout.startedAt ?? rollout.requestedAt) + limitMs;
  return useClock((nowMs) => `${formatDuration(Math.max(0, endMs - nowMs))} left, then all is rolled back`);
}
