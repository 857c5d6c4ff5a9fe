import type { Plan } from '../model/plan.ts';
import { formatDuration } from './formatDuration.ts';
import { namesOf } from './promotionChanges.ts';

/** What happens with the hosts that go first; `undefined` where there is no canary. */
export function canaryWords({ settings, batches }: Pick<Plan, 'settings' | 'batches'>): string | undefined {
  const { canary } = settings;
  const [first] = batches;
  if (!canary || !first) return undefined;
  switch (canary.hold.kind) {
    case 'person':
      return `${namesOf(first)} first, then it waits until a person resumes`;
    case 'time':
      return `${namesOf(first)} first, watched in service for ${formatDuration(canary.hold.ms)} before any other`;
  }
}

/** What happens when the whole takes too long; `undefined` where there is no limit. */
export function timeLimitWords({ timeLimitMs }: Plan['settings']): string | undefined {
  if (timeLimitMs === undefined) return undefined;
  return `${formatDuration(timeLimitMs)} for all of it, then every host is brought back to what it had`;
}

/** What happens when more hosts have failed than may. */
export function onFailureWords({ onFailure }: Plan['settings']): string {
  switch (onFailure) {
    case 'stop':
      return 'stops it';
    case 'rollback':
      return 'has every host brought back to what it had';
    case 'pause':
      return 'pauses it until a person has retried or skipped the host, or aborts';
  }
}
