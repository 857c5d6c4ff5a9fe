import type { ProgressTick } from '../../shared/contract/rolloutArea.ts';
import type { FleetObserver } from '../fleet/fleetObserver.ts';
import type { IdentityService } from './signoff/identityService.ts';
import type { TrafficPort } from './lobbyPort.ts';
import type { Prompts } from './prompts.ts';
import type { RolloutService } from './rolloutService.ts';
import type { FeedHubs } from './router/connection.ts';
import { createFeedHub } from './router/feedHub.ts';
import type { StateStore } from './stateStore.ts';
import type { VerificationService } from './verificationService.ts';

export interface Feeds {
  readonly hubs: FeedHubs;
  close(): void;
}

/** Every feed of the contract, joined to the service that knows. */
export function createFeeds(parts: {
  readonly store: StateStore;
  readonly observer: FleetObserver;
  readonly rollouts: RolloutService;
  readonly prompts: Prompts;
  readonly verification: VerificationService;
  readonly identity: IdentityService;
  onPromptAudience(present: boolean): void;
  readonly traffic: TrafficPort | undefined;
}): Feeds {
  const state = createFeedHub({ feed: 'state', snapshot: () => parts.store.state() });
  parts.store.onRecords((records) => {
    for (const record of records) state.publish(record);
  });

  let endWatch: (() => void) | undefined;
  const fleet = createFeedHub({
    feed: 'fleet',
    snapshot: () => parts.observer.snapshot(),
    // Looking costs the hosts something: it is done while somebody follows.
    onFirstSubscriber: () => void (endWatch = parts.observer.watch()),
    onLastUnsubscribed: () => endWatch?.(),
  });
  parts.observer.onSighting((event) => fleet.publish(event));

  const ticks = new Map<string, ProgressTick>();
  const progress = createFeedHub({ feed: 'progress', snapshot: () => [...ticks.values()] });
  parts.rollouts.onTick((tick) => {
    ticks.set(`${tick.kind}/${tick.rolloutId}/${tick.host}`, tick);
    progress.publish(tick);
  });
  // A finished host has no progress any more.
  parts.store.onRecords((records) => {
    for (const { event } of records) {
      if (event.kind !== 'hostFinished' && event.kind !== 'rolloutFinished') continue;
      for (const [key, tick] of ticks) {
        const isOver = event.kind === 'rolloutFinished' || tick.host === event.host;
        if (tick.rolloutId === event.rolloutId && isOver) ticks.delete(key);
      }
    }
  });

  const prompts = createFeedHub({
    feed: 'prompts',
    snapshot: () => parts.prompts.open(),
    onFirstSubscriber: () => parts.onPromptAudience(true),
    onLastUnsubscribed: () => parts.onPromptAudience(false),
  });
  parts.prompts.onEvent((event) => prompts.publish(event));

  const verification = createFeedHub({
    feed: 'verification',
    snapshot: () => parts.verification.state(),
    // Whoever shows the standing line wants it to stand for something. A failure shows as `notYet`.
    onFirstSubscriber: () => parts.verification.verifySoon(),
  });
  parts.verification.onChange((it) => verification.publish(it));

  const noTraffic = { requests: 0, failed: 0 };
  const traffic = createFeedHub({ feed: 'traffic', snapshot: () => parts.traffic?.totals() ?? noTraffic });
  const stopTraffic = parts.traffic?.onChange((totals) => traffic.publish(totals));

  const identity = createFeedHub({
    feed: 'identity',
    snapshot: () => {
      const session = parts.identity.current();
      return session ? { session } : {};
    },
  });
  parts.identity.onChange((it) => identity.publish(it));

  const hubs = { state, fleet, progress, prompts, verification, traffic, identity };
  return {
    hubs,
    close: () => {
      stopTraffic?.();
      for (const hub of Object.values(hubs)) hub.close();
    },
  };
}
