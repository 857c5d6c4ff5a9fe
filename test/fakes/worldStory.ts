import type { JournalEvent } from '../../shared/journal/events.ts';
import type { JournalState, RolloutState } from '../../shared/journal/state.ts';
import type { Plan } from '../../shared/model/plan.ts';
import type { RolloutSettings } from '../../shared/model/rolloutSettings.ts';
import type { EngineStory } from './rolloutEngine.ts';
import type { CommandEnd, EarlierStep, PoolAction } from '../../electron/rollout/ports.ts';

export interface RolloutWorld {
  readonly plan: Plan;
  readonly events: JournalEvent[];
  /** Every effect in order: `web-1 stop`, `lb-1 drain web-1`. */
  readonly effects: string[];
  /** Servers that are out of the pool now. */
  readonly out: ReadonlySet<string>;
  /** Servers at part of their weight now. */
  readonly light: ReadonlySet<string>;
  /** What happened, line by line: each record as a sentence, each effect as it is. */
  readonly story: readonly string[];
  /** What must never happen, and did. */
  readonly wrongs: readonly string[];
  state(): JournalState;
  /** `r-1`, and for each further run of the plan the next one. */
  rolloutId(): string;
  /** Carries the plan out, again if it was before; ends as well when the process is killed. */
  run(signal?: AbortSignal): Promise<void>;
  /** The process is gone: nothing more comes from it, and nothing reaches it. Whoever looks next records that. */
  kill(): void;
  /** Somebody else takes the locks over. */
  takeOver(): void;
  /** Lets time pass, in the middle of it. */
  passTime(ms: number): void;
  /** Sets the desktop's clock back; no time passes by that. */
  setClockBack(ms: number): void;
  /** What a person decides, in the middle of it. */
  decide(event: JournalEvent): void;
  /** Largest number of servers that were out at once. */
  mostOut(): number;
  /** How many events were recorded when the locks were given back; `undefined` while they are held. */
  unlockedAfter(): number | undefined;
}

export interface WorldOptions {
  readonly hosts?: readonly string[];
  readonly settings?: Partial<RolloutSettings>;
  readonly withPool?: boolean;
  /** Decides how a script ends on a host; default exit code 0. */
  onCommand?(host: string, script: string): CommandEnd | Error | undefined;
  onUpload?(host: string): Error | undefined;
  /** Why the rollout may not go on with this batch; nothing where it may. */
  onBatch?(batch: number): string | undefined;
  onPool?(action: PoolAction | 'lighten' | 'raise', server: string): Error | undefined;
  /** Called before and after each effect and each record, with their number: the moments in which a process may die. */
  onMoment?(moment: number): void;
  onRecord?(event: JournalEvent): Error | undefined;
  /** When it is in the journal: the moment for a person to decide something. */
  onRecorded?(event: JournalEvent): void;
  /** Hosts that run the release already. */
  readonly alreadyThere?: readonly string[];
  /** Servers that a cookie binds clients to: their drain does not end. */
  readonly boundUntilMaintained?: readonly string[];
  /** Sessions by the limits of the servers that would be left. */
  readonly shareWithout?: number;
  /** Hosts at part of their weight. */
  readonly lightBefore?: readonly string[];
  readonly unhealthy?: readonly string[];
  readonly downBefore?: readonly string[];
  /** The service has an engine, which makes this of each host of a run; by default all is well. */
  readonly engine?: EngineStory;
  /** Rollouts of the same plan that were interrupted before, the newest one first. */
  readonly interruptedBefore?: readonly RolloutState[];
  /** What it left on a host. */
  earlierSteps?(host: string): readonly EarlierStep[];
}
