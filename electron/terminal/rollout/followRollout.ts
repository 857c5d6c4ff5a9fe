import type { ProgressTick } from '../../../shared/contract/rolloutArea.ts';
import type { JournalRecord } from '../../../shared/journal/record.ts';
import { reduce } from '../../../shared/journal/reduce.ts';
import type { JournalState } from '../../../shared/journal/state.ts';
import type { Plan } from '../../../shared/model/plan.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { rolloutViewOf, type RolloutView } from '../../../shared/view/rolloutView.ts';
import type { RolloutReporter } from './reporter.ts';

export interface RolloutFollower {
  /** The journal's state, as soon as it is there. */
  readonly ready: Promise<JournalState>;
  /** @throws Fault INTERNAL before `ready`. */
  state(): JournalState;
  /**
   * Reports on a rollout until it has ended, beginning with the records that came since this follower was made.
   * Resolves with how it ended, or, when `signal` says that it is enough, with how it stands.
   */
  follow(
    of: {
      readonly rolloutId: string;
      readonly plan: Plan | undefined;
      readonly reporter: RolloutReporter;
    },
    options: { readonly signal: AbortSignal },
  ): Promise<RolloutView | undefined>;
  /**
   * Where a rollout ended with the wish to be taken back: resolves with the rollout that does so, once it is begun;
   * else, or when it could not begin, with nothing.
   */
  awaitRollback(rolloutId: string, options: { readonly signal: AbortSignal }): Promise<string | undefined>;
  close(): void;
}

interface Followed {
  onChange(): void;
  onTick(tick: ProgressTick): void;
  onFault(fault: Fault): void;
}

/** Made before a rollout is started, so that not even its first record is missed. */
export function createRolloutFollower(client: Client, now: () => Date): RolloutFollower {
  const ready = Promise.withResolvers<JournalState>();
  ready.promise.catch(() => undefined); // whoever follows is told
  const ticks = new Map<string, ProgressTick>();
  let state: JournalState | undefined;
  /** Records that nobody was told of yet. */
  let untold: JournalRecord[] = [];
  let followed: Followed | undefined;

  const onFault = (fault: Fault): void => {
    ready.reject(fault);
    followed?.onFault(fault);
  };
  const takeTicks = (values: readonly ProgressTick[]): void => {
    for (const tick of values) {
      ticks.set(`${tick.kind}/${tick.rolloutId}/${tick.host}`, tick);
      followed?.onTick(tick);
    }
  };
  const progress = client.subscribe('progress', {}, { onSnapshot: takeTicks, onEvents: takeTicks, onFault });
  const feed = client.subscribe(
    'state',
    {},
    {
      onSnapshot: (snapshot) => {
        state = snapshot;
        ready.resolve(snapshot);
        followed?.onChange();
      },
      onEvents: (records) => {
        state = state && records.reduce(reduce, state);
        untold.push(...records);
        followed?.onChange();
      },
      onFault,
    },
  );

  return {
    ready: ready.promise,
    state: () => {
      if (!state) throw new Fault('INTERNAL', 'The journal was asked for before it was read.');
      return state;
    },
    follow: async ({ rolloutId, plan, reporter }, { signal }) => {
      const ended = Promise.withResolvers<void>();
      const stop = (): void => ended.resolve();
      // The answer to the start may overtake the first record: until then there is nothing to view.
      const view = (): RolloutView | undefined => {
        const rollout = state?.rollouts[rolloutId];
        return rollout && rolloutViewOf(plan, rollout, [...ticks.values()], now());
      };
      followed = {
        onChange: () => {
          const seen = view();
          if (!seen) return;
          const records = untold.filter((record) => belongsTo(record, rolloutId));
          untold = [];
          reporter.onRecords(records, seen);
          if (hasEnded(seen)) ended.resolve();
        },
        onTick: (tick) => {
          const seen = view();
          if (seen && tick.rolloutId === rolloutId) reporter.onTick(tick, seen);
        },
        onFault: ended.reject,
      };
      signal.addEventListener('abort', stop, { once: true });
      try {
        await ready.promise;
        followed.onChange();
        if (signal.aborted) stop();
        await ended.promise;
        return view();
      } finally {
        followed = undefined;
        signal.removeEventListener('abort', stop);
        reporter.end(view());
      }
    },
    awaitRollback: async (rolloutId, { signal }) => {
      const known = Promise.withResolvers<void>();
      const rollback = () => state?.rollouts[rolloutId]?.rollback;
      const look = (): void => {
        const wanted = rollback();
        if (!wanted || wanted.by !== undefined || wanted.trouble !== undefined) known.resolve();
      };
      followed = { onChange: look, onTick: () => undefined, onFault: known.reject };
      const stop = (): void => known.resolve();
      signal.addEventListener('abort', stop, { once: true });
      try {
        look();
        if (signal.aborted) stop();
        await known.promise;
        return rollback()?.by;
      } finally {
        followed = undefined;
        signal.removeEventListener('abort', stop);
      }
    },
    close: () => {
      feed.close();
      progress.close();
    },
  };
}

function hasEnded({ status }: RolloutView): boolean {
  return status.kind === 'finished' || status.kind === 'interrupted';
}

/** Its own records, and what happens beside it that says something about it. */
function belongsTo({ event }: JournalRecord, rolloutId: string): boolean {
  switch (event.kind) {
    case 'debtCleared':
    case 'balancerReloaded':
      return true;
    case 'workspaceConfigured':
    case 'hostObserved':
    case 'rosterConfigured':
    case 'policyConfigured':
    case 'policyRemoved':
    case 'identityUnlocked':
    case 'identityRefused':
    case 'identityLocked':
    case 'promotionRequested':
    case 'promotionRefused':
    case 'promotionRevised':
    case 'statementIssued':
    case 'signoffRecorded':
    case 'signoffRefused':
    case 'promotionWithdrawn':
    case 'promotionSuperseded':
    case 'desktopKeyCreated':
    case 'evidenceExported':
    case 'backupMade':
    case 'journalRestored':
    case 'reconciled':
      return false;
    case 'rolloutRequested':
    case 'rolloutStarted':
    case 'takeoverRequested':
    case 'hostsLocked':
    case 'stepBegun':
    case 'stepFinished':
    case 'hostFinished':
    case 'debtOpened':
    case 'rolloutStopRequested':
    case 'rolloutPaused':
    case 'rolloutResumed':
    case 'hostRetryRequested':
    case 'hostSkipped':
    case 'rolloutFinished':
    case 'rollbackNotBegun':
    case 'rolloutInterrupted':
    case 'approvalVerified':
    case 'approvalRefused':
      return event.rolloutId === rolloutId;
  }
}
