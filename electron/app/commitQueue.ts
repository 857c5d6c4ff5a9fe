import type { Actor } from '../../shared/journal/envelope.ts';
import type { JournalEvent } from '../../shared/journal/events.ts';
import { parseRecord, type JournalRecord } from '../../shared/journal/record.ts';
import { reduceAll } from '../../shared/journal/reduce.ts';
import type { JournalState } from '../../shared/journal/state.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { toNextRow } from '../journal/chain.ts';
import type { AppendResult, JournalRow } from '../journal/journal.ts';
import type { FoldedState } from './checkpoint/checkpointFile.ts';

export type Decide = (state: JournalState) => readonly JournalEvent[];

/** What is decided beside each other goes to disk together: a flush costs more than everything else about a record. */
export interface CommitQueue {
  /** See `StateStore.commit`. */
  commit(decide: Decide, by: Actor): Promise<readonly JournalRecord[]>;
  /** Resolves when nothing is being written or waits for it. */
  idle(): Promise<void>;
}

interface CommitPorts {
  /** The newest state that is known. */
  folded(): FoldedState;
  append(o: { readonly expectedSeq: number; readonly bodies: readonly string[] }): Promise<AppendResult>;
  /** Brings the state up to date with what other processes wrote. */
  catchUp(): Promise<void>;
  fold(rows: readonly JournalRow[]): void;
  toBody(event: JournalEvent, by: Actor): string;
}

interface Waiting {
  readonly decide: Decide;
  readonly by: Actor;
  readonly answer: PromiseWithResolvers<readonly JournalRecord[]>;
  attempts: number;
}

interface Decided {
  readonly waiting: Waiting;
  readonly bodies: readonly string[];
}

const maxAttempts = 50;
const mostTogether = 100;

/**
 * One round after the other. In a round, everyone who waits decides on the state as those before will leave it; then
 * all of it is appended in one transaction. Whoever decides nothing, or refuses, is asked again alone at the head of the
 * next round, where only a look at the journal tells whether that was decided on the newest state.
 */
export function createCommitQueue(ports: CommitPorts): CommitQueue {
  const queue: Waiting[] = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (queue.length > 0) {
      const round = decideRound();
      if (round.length > 0) await append(round);
      else await settleFirst();
    }
    running = undefined;
  }

  function decideRound(): readonly Decided[] {
    const round: Decided[] = [];
    let ahead = ports.folded();
    for (const waiting of queue.slice(0, mostTogether)) {
      const bodies = decideOne(waiting, ahead.state);
      if (bodies === undefined) break;
      round.push({ waiting, bodies });
      if (round.length === queue.length) break;
      const next = lookAhead(ahead, bodies);
      if (next === undefined) break; // what cannot be read is told when it is folded, and nothing is built on it
      ahead = next;
    }
    return round;
  }

  /** Nothing where there is nothing to append; why is found out when it is the first one. */
  function decideOne({ decide, by }: Waiting, state: JournalState): readonly string[] | undefined {
    try {
      const bodies = decide(state).map((event) => ports.toBody(event, by));
      return bodies.length > 0 ? bodies : undefined;
    } catch {
      return undefined;
    }
  }

  async function append(round: readonly Decided[]): Promise<void> {
    const bodies = round.flatMap((it) => it.bodies);
    try {
      const result = await ports.append({ expectedSeq: ports.folded().state.seq, bodies });
      if (result.kind === 'moved') {
        await ports.catchUp();
        for (const { waiting } of round) countAttempt(waiting);
        return;
      }
      ports.fold(result.rows);
      const records = result.rows.map(parseRecord);
      for (const { waiting, bodies: own } of round) {
        leave(waiting);
        waiting.answer.resolve(records.splice(0, own.length));
      }
    } catch (error) {
      for (const { waiting } of round) {
        leave(waiting);
        waiting.answer.reject(error);
      }
    }
  }

  /** The first one has refused or decided nothing: that stands unless another process has written since. */
  async function settleFirst(): Promise<void> {
    const [first] = queue;
    if (first === undefined) return;
    try {
      const { seq } = ports.folded().state;
      await ports.catchUp();
      if (ports.folded().state.seq !== seq) return countAttempt(first);
      const decided = first.decide(ports.folded().state);
      if (decided.length > 0) return; // it is asked again in the next round
      leave(first);
      first.answer.resolve([]);
    } catch (error) {
      leave(first);
      first.answer.reject(error);
    }
  }

  function countAttempt(waiting: Waiting): void {
    waiting.attempts += 1;
    if (waiting.attempts < maxAttempts) return;
    leave(waiting);
    waiting.answer.reject(movedFault());
  }

  function leave(waiting: Waiting): void {
    queue.splice(queue.indexOf(waiting), 1);
  }

  return {
    commit(decide, by) {
      const answer = Promise.withResolvers<readonly JournalRecord[]>();
      queue.push({ decide, by, answer, attempts: 0 });
      // Later in this turn others may come: they go to disk together.
      running ??= Promise.resolve().then(run);
      return answer.promise;
    },
    idle: () => running ?? Promise.resolve(),
  };
}

/** The state as it will be when these are appended. */
function lookAhead({ state, chainSha256 }: FoldedState, bodies: readonly string[]): FoldedState | undefined {
  let head = { seq: state.seq, chainSha256 };
  try {
    const records = bodies.map((body) => {
      const row = toNextRow(head, body);
      head = row;
      return parseRecord(row);
    });
    return { state: reduceAll(state, records), chainSha256: head.chainSha256 };
  } catch {
    return undefined;
  }
}

function movedFault(): Fault {
  return new Fault(
    'JOURNAL_MOVED',
    `Another process kept writing to the journal ${maxAttempts} times in a row.`,
    {
      wayOut: 'Try again; if it goes on, see which processes have the workspace open.',
      retryable: true,
    },
  );
}
