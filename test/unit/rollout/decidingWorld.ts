import type { CommandEnd } from '../../../electron/rollout/ports.ts';
import type { JournalEvent } from '../../../shared/journal/events.ts';
import type { JournalState } from '../../../shared/journal/state.ts';
import { createRolloutWorld, type RolloutWorld, type WorldOptions } from '../../fakes/rolloutWorld.ts';

export const rolloutId = 'r-1';
export const broken: CommandEnd = { kind: 'exited', exitCode: 1 };
export const hostsOf = (world: RolloutWorld) => world.state().rollouts[rolloutId]?.hosts ?? {};
export const phases = (world: RolloutWorld) => Object.values(hostsOf(world)).map((it) => it.phase);
export const status = (world: RolloutWorld) => world.state().rollouts[rolloutId]?.status;
export const effectsOn = (world: RolloutWorld, host: string) =>
  world.effects.filter((effect) => effect.split(' ').includes(host));

/** A person who takes one decision the first time that something is recorded. */
export function worldWith(
  options: WorldOptions & {
    readonly decisions?: readonly {
      when(event: JournalEvent): boolean;
      decide(state: JournalState): readonly JournalEvent[];
    }[];
  },
): RolloutWorld {
  const waiting = [...(options.decisions ?? [])];
  const world = createRolloutWorld({
    ...options,
    onRecorded: (event) => {
      const [next] = waiting;
      if (!next?.when(event)) return;
      waiting.shift();
      // A person is not faster than the rollout's own next move.
      queueMicrotask(() => {
        for (const decided of next.decide(world.state())) world.decide(decided);
      });
    },
  });
  return world;
}

export const finished =
  (host: string) =>
  (event: JournalEvent): boolean =>
    event.kind === 'hostFinished' && event.host === host;
export const begun =
  (stepId: string) =>
  (event: JournalEvent): boolean =>
    event.kind === 'stepBegun' && event.stepId === stepId;
export const paused = (event: JournalEvent): boolean => event.kind === 'rolloutPaused';
