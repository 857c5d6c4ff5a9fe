import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';

/** What a process that opens a long journal measures of itself; milliseconds. */
export interface UseOfJournal {
  /** From nothing until the app serves. */
  readonly openMs: number;
  /** From its first question until it has the newest records. */
  readonly firstRecordsMs: number;
  /** From the first question until it has the folded state, as a window needs it. */
  readonly stateMs: number;
  /** Each kind of filter, asked for the first time, and then deep inside what fits. */
  readonly filterMs: readonly number[];
  readonly deepMs: readonly number[];
  /** The most that the main thread worked in one go, by its own processor time, in each phase. */
  readonly blockMs: Readonly<Record<Phase, number>>;
  readonly stateBytes: number;
}
export type Phase = 'start' | 'state' | 'filters' | 'verification' | 'closing';

/**
 * The app on a long journal, each time in a process of its own. The first one makes the checkpoint and the index, and
 * is not measured; the others find them.
 */
export async function measureUse(
  workspace: string,
  { runs }: { readonly runs: number },
): Promise<readonly UseOfJournal[]> {
  await useInProcess(workspace, 'prepare');
  const measured: UseOfJournal[] = [];
  for (let run = 0; run < runs; run += 1) measured.push(await useInProcess(workspace, 'measure'));
  return measured;
}

async function useInProcess(workspace: string, task: 'prepare' | 'measure'): Promise<UseOfJournal> {
  const script = fileURLToPath(new URL('./useJournal.ts', import.meta.url));
  const child = spawn(process.execPath, [script, workspace, task], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [answer] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Error(`the process that used the journal ended with ${child.exitCode}`);
  return JSON.parse(answer);
}
