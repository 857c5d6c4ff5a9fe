import type { Plan } from '../model/plan.ts';
import { failuresAllowed } from '../model/rolloutSettings.ts';
import { formatDuration } from './formatDuration.ts';
import { namesOf } from './promotionChanges.ts';

/** What happens with the hosts that go first; `undefined` where there is no canary. */
export function canaryWords(plan: Pick<Plan, 'settings' | 'batches' | 'canaryShares'>): string | undefined {
  const { canary } = plan.settings;
  const [first] = plan.batches;
  if (!canary || !first) return undefined;
  const whole = canary.weight ? ', then at full weight' : '';
  const names = `${namesOf(first)} first${weightWords(plan)}`;
  switch (canary.hold.kind) {
    case 'person':
      return `${names}, then it waits until a person resumes${canary.weight ? '; full weight before any other' : ''}`;
    case 'time':
      return `${names}, watched in service for ${formatDuration(canary.hold.ms)}${whole} before any other`;
  }
}

/** ` at 10 % of their weight (about 1 of 31 requests)`: what it comes to while every server is up. */
function weightWords({ settings, canaryShares = [], batches }: Parameters<typeof canaryWords>[0]): string {
  const weight = settings.canary?.weight;
  if (!weight) return '';
  const each = canaryShares.map(({ balancer, weight: part, ofWeight }) => ({
    balancer,
    words: `about 1 of ${Math.round(ofWeight / part)} requests`,
  }));
  const isSame = new Set(each.map(({ words }) => words)).size === 1;
  const shares = isSame
    ? each[0]?.words
    : each.map(({ balancer, words }) => `${words} on ${balancer}`).join(', ');
  const whose = batches[0]?.length === 1 ? 'its' : 'their';
  return ` at ${weight.percent} % of ${whose} weight${shares ? ` (${shares})` : ''}`;
}

type Budgeted = Pick<Plan, 'settings' | 'hosts'>;

/** How many hosts of the plan may fail. */
export function failuresAllowedIn({ settings, hosts }: Budgeted): number {
  return failuresAllowed(settings.maxFailures, hosts.length);
}

/** `5 % of 40 = 2; failed and unreachable hosts count, skipped ones do not`; `undefined` where no percentage is set. */
export function budgetWords(plan: Budgeted): string | undefined {
  const { maxFailures } = plan.settings;
  if (typeof maxFailures === 'number') return undefined;
  return `${maxFailures.percent} % of ${plan.hosts.length} = ${failuresAllowedIn(plan)}; failed and unreachable hosts count, skipped ones do not`;
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
