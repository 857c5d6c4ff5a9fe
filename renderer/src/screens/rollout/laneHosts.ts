import type { HostRow, RolloutView } from '../../../../shared/view/rolloutView.ts';
import { phaseText } from '../../../../shared/view/rolloutWords.ts';
import type { StepCell } from '../../../../shared/view/stepCell.ts';
import type { HostPhase } from '../../../../shared/model/rollout.ts';
import { formatPercent } from '../../format/count.ts';
import type { LaneCell, LaneHost, LaneState, Tone } from '../../ui/index.ts';

/** What was made of a row: rows of hosts about which nothing is new are the same objects again. */
const made = new WeakMap<HostRow, LaneHost>();

/** The rows of the lane. A host that looks as it did is the very same object: it is not drawn again. */
export function laneHostsOf(view: RolloutView, before: readonly LaneHost[]): readonly LaneHost[] {
  const known = new Map(before.map((host) => [host.host, host]));
  return view.batches.flatMap((batch) =>
    batch.hosts.map((row) => {
      const old = known.get(row.host);
      if (old && made.get(row) === old) return old;
      const next = laneHostOf(row, batch.index);
      const isSame = old !== undefined && JSON.stringify(old) === JSON.stringify(next);
      const shown = isSame ? old : next;
      made.set(row, shown);
      return shown;
    }),
  );
}

function laneHostOf(row: HostRow, batch: number): LaneHost {
  return {
    host: row.host,
    batch,
    phase: phaseText(row.phase),
    tone: toneOf(row.phase),
    cells: Object.fromEntries(
      row.steps.map((step): [string, LaneCell] => {
        const state = stateOf(step);
        return [step.kind, { state, ...notesOf(step, row) }];
      }),
    ),
  };
}

function stateOf(step: StepCell): LaneState {
  switch (step.state) {
    case 'alreadyDone':
      return 'already';
    case 'lost':
      return 'unknown';
    case 'waiting':
    case 'running':
    case 'ok':
    case 'failed':
    case 'skipped':
      return step.state;
  }
}

function notesOf(step: StepCell, row: HostRow): Pick<LaneCell, 'note' | 'noteWords'> {
  const { sessions } = row.live;
  if (step.state === 'running' && sessions) {
    const open = sessions.reduce((sum, it) => sum + it.sessions, 0);
    return { note: String(open), noteWords: `${open} open` };
  }
  const note = noteOf(step, row);
  return note === undefined ? {} : { note };
}

function noteOf(step: StepCell, { live }: HostRow): string | undefined {
  if (step.state === 'running') {
    if (live.upload) return formatPercent(live.upload.sentBytes / Math.max(1, live.upload.totalBytes));
    return undefined;
  }
  if (step.state === 'lost') return 'lost';
  return step.durationMs === undefined || step.state === 'alreadyDone'
    ? undefined
    : briefTime(step.durationMs);
}

/** For a narrow cell: `40 ms`, `0.4 s`, `42 s`, `2:05`. */
export function briefTime(durationMs: number): string {
  if (durationMs < 99.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < 9_950) return `${(durationMs / 1_000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 100) return `${seconds} s`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function toneOf(phase: HostPhase): Tone {
  switch (phase) {
    case 'done':
      return 'ok';
    case 'failedOut':
    case 'failedIn':
      return 'bad';
    case 'unknown':
    case 'skipped':
      return 'caution';
    case 'planned':
    case 'staged':
    case 'unchanged':
      return 'neutral';
    case 'staging':
    case 'prechecked':
    case 'draining':
    case 'out':
    case 'upgrading':
    case 'localOk':
    case 'warming':
    case 'poolHealthy':
    case 'smokeOk':
    case 'returning':
    case 'soaking':
      return 'accent';
  }
}
