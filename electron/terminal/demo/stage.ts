import type { DemoFleet } from '../../demo/demoFleet.ts';
import type { Session } from '../session.ts';
import type { Narrator } from './narrator.ts';

/** What the story is played with. */
export interface Stage {
  readonly fleet: DemoFleet;
  readonly session: Session;
  readonly narrator: Narrator;
  readonly broken: boolean;
  readonly signal: AbortSignal;
}
