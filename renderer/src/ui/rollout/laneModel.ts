import type { IconName } from '../marks/icons.ts';
import type { Tone } from '../tokens/tone.ts';

/**
 * `already`: the host was so before the step, nothing was done. `skipped`: it will not be done any more. `unknown`:
 * begun, and its end was not seen.
 */
export type LaneState = 'waiting' | 'running' | 'ok' | 'already' | 'failed' | 'skipped' | 'unknown';

export interface LaneStep {
  readonly id: string;
  /** One or two short words. */
  readonly label: string;
}

export interface LaneCell {
  readonly state: LaneState;
  /** Beside the sign: live sessions while draining, or how long it took. */
  readonly note?: string;
  /** The note in words, where the cell has room for a number only. */
  readonly noteWords?: string;
}

export interface LaneHost {
  readonly host: string;
  /** Counted from 0. */
  readonly batch: number;
  /** Where the host stands, such as `draining` or `done`. */
  readonly phase: string;
  readonly tone: Tone;
  /** By step id; a step that the host doesn't have is left out. */
  readonly cells: Readonly<Record<string, LaneCell>>;
}

export const laneWords: Readonly<Record<LaneState, string>> = {
  waiting: 'waiting',
  running: 'running',
  ok: 'ok',
  already: 'was so already',
  failed: 'failed',
  skipped: 'not done any more',
  unknown: 'outcome unknown',
};

export const laneIcons: Readonly<
  Record<Exclude<LaneState, 'waiting' | 'running' | 'already' | 'skipped' | 'unknown'>, IconName>
> = {
  ok: 'check',
  failed: 'cross',
};
