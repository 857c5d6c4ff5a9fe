import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { JournalState } from '../../shared/journal/state.ts';
import type { Engine } from '../../shared/model/engine.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { listCommitFiles } from '../repository/listCommitFiles.ts';
import { isOpen } from './interruptedRollouts.ts';
import { readProcessIdentity } from './processIdentity.ts';

/**
 * That the pinned commit is here, that all of it may be written, and that it has the playbook and the inventory.
 * @throws Fault NOT_FOUND, INVALID_INPUT.
 */
export async function verifyEngineFiles(
  { repository, commit, playbook, inventory }: Engine,
  options: { readonly signal?: AbortSignal },
): Promise<void> {
  const files = await listCommitFiles({ directory: repository, commit }, options);
  const has = (path: string): boolean => files.some((it) => it.path === path);
  const hasFolder = (path: string): boolean => files.some((it) => it.path.startsWith(`${path}/`));
  const missing = [
    ...(has(playbook) ? [] : [`playbook ${playbook}`]),
    ...(inventory === undefined || has(inventory) || hasFolder(inventory) ? [] : [`inventory ${inventory}`]),
  ];
  if (missing.length === 0) return;
  const others = files.filter((it) => /^[^/]+\.ya?ml$/.test(it.path)).map((it) => it.path);
  throw new Fault(
    'NOT_FOUND',
    `The commit ${commit.slice(0, 12)} of ${repository} has no ${missing.join(' and no ')}.`,
    {
      wayOut: `Correct the service's engine in signalbox.yaml. At its root there are: ${others.join(', ') || 'no playbooks'}.`,
    },
  );
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
    if (rollout && isOpen(rollout)) continue;
    await endLeftRun(join(folder, name, 'signalbox', 'running.json'));
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function endLeftRun(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const left = running.safeParse(JSON.parse(text));
  if (!left.success || (await readProcessIdentity(left.data.pid)) !== left.data.identity) return;
  process.kill(-left.data.pid, 'SIGKILL');
}
