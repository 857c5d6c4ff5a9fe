import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { JournalState } from '../../shared/journal/state.ts';
import type { Engine } from '../../shared/model/engine.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { listCommitFiles } from '../repository/listCommitFiles.ts';
import { isOpen } from './interruptedRollouts.ts';
import { readProcessIdentity } from './processIdentity.ts';

/** What is wrong with an engine's files, and which key of it says so; none where the whole of it does not fit. */
export interface EngineFinding {
  readonly key?: 'playbook' | 'inventory';
  readonly fault: Fault;
}

/** Whether the pinned commit is here, all of it may be written, and it has the playbook and the inventory. */
export async function findEngineProblem(
  { repository, commit, playbook, inventory }: Engine,
  options: { readonly signal?: AbortSignal } = {},
): Promise<EngineFinding | undefined> {
  const files = await listCommitFiles({ directory: repository, commit }, options).catch((error: unknown) => {
    if (error instanceof Fault && error.code !== 'CANCELLED') return error;
    throw error;
  });
  if (files instanceof Fault) return { fault: files };
  const has = (path: string): boolean => files.some((it) => it.path === path);
  const missing = (key: 'playbook' | 'inventory', path: string): EngineFinding => {
    const others = files.filter((it) => /^[^/]+\.ya?ml$/.test(it.path)).map((it) => it.path);
    return {
      key,
      fault: new Fault(
        'NOT_FOUND',
        `The commit ${commit.slice(0, 12)} of ${repository} has no ${key} ${path}.`,
        {
          wayOut: `Correct the service's engine in signalbox.yaml. At the root there are: ${others.join(', ') || 'no playbooks'}.`,
        },
      ),
    };
  };
  if (!has(playbook)) return missing('playbook', playbook);
  const isFolder = files.some((it) => inventory !== undefined && it.path.startsWith(`${inventory}/`));
  if (inventory !== undefined && !has(inventory) && !isFolder) return missing('inventory', inventory);
  return undefined;
}

/** @throws Fault NOT_FOUND, INVALID_INPUT. */
export async function verifyEngineFiles(
  engine: Engine,
  options: { readonly signal?: AbortSignal },
): Promise<void> {
  const found = await findEngineProblem(engine, options);
  if (found) throw found.fault;
}

const running = z.object({ pid: z.number().int().min(2), identity: z.string().min(1) });

/**
 * What rollouts that are over left: their files, and a run that outlived the app which began it. Such a run ends by itself as
 * soon as that app is gone; this makes sure of it.
 */
export async function removeLeftovers(folder: string, state: JournalState): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const rollout = state.rollouts[name];
    // One that this process does not know yet may have just been begun by another.
    if (!rollout || isOpen(rollout)) continue;
    await endLeftRun(join(folder, name, 'signalbox', 'running.json'));
    await removeLeftSockets(join(folder, name, 'signalbox', 'control_folder'));
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function endLeftRun(file: string): Promise<void> {
  const left = parseRunning(await readFile(file, 'utf8').catch(() => ''));
  if (!left || (await readProcessIdentity(left.pid)) !== left.identity) return;
  try {
    process.kill(-left.pid, 'SIGKILL');
  } catch {
    // It ended in this very moment.
  }
}

/** Nothing where the app was killed while it wrote. */
function parseRunning(text: string): z.infer<typeof running> | undefined {
  try {
    return running.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function removeLeftSockets(file: string): Promise<void> {
  const path = await readFile(file, 'utf8').catch(() => '');
  if (dirname(path) !== tmpdir() || !basename(path).startsWith('sbx-')) return;
  await rm(path, { recursive: true, force: true });
}
