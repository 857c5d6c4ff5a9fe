import type { ProgressTick } from '../../../shared/contract/rolloutArea.ts';
import type { JournalRecord } from '../../../shared/journal/record.ts';
import type { RolloutView } from '../../../shared/view/rolloutView.ts';

/** Shows how a rollout goes: live, as lines, or as JSON. */
export interface RolloutReporter {
  /** New records of the rollout, and how it stands after them. */
  onRecords(records: readonly JournalRecord[], view: RolloutView): void;
  /** Something moved that is not recorded. */
  onTick(tick: ProgressTick, view: RolloutView): void;
  /** A remark for people beside the progress. */
  say(text: string): void;
  /** Leaves the terminal to a question. */
  pause(): void;
  resume(): void;
  /** The rollout has ended, or nobody follows any more: nothing is shown after this. */
  end(view: RolloutView | undefined): void;
}
