import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { RecentWorkspace } from '../../shared/contract/lobbyArea.ts';
import { instant } from '../../shared/model/names.ts';
import { createTurns } from '../rollout/turns.ts';

/** Which workspaces were open, newest first: a small file that every host of this user shares. */
export interface RecentWorkspaces {
  /** Folders that are gone stay in the list, marked: a disk may only not be mounted. */
  list(): Promise<RecentWorkspace[]>;
  /** A convenience must never stop the work: what cannot be written is reported, not thrown. */
  add(workspace: { readonly directory: string; readonly name: string }): Promise<void>;
}

const maxEntries = 20;
const entries = z.array(z.object({ directory: z.string(), name: z.string(), openedAt: instant }));
type Entry = z.infer<typeof entries>[number];

export function createRecentWorkspaces(options: {
  readonly file: string;
  readonly now: () => Date;
  readonly reportError: (error: unknown) => void;
}): RecentWorkspaces {
  const takeTurn = createTurns();

  const read = async (): Promise<Entry[]> => {
    try {
      return entries.parse(JSON.parse(await readFile(options.file, 'utf8')));
    } catch (error) {
      // Before the first workspace there is no file; one that cannot be read is told of and begun anew.
      if (!isMissing(error)) options.reportError(error);
      return [];
    }
  };

  return {
    list: async () =>
      Promise.all(
        (await read()).map(async (entry) => ({ ...entry, isThere: await hasWorkspaceFile(entry.directory) })),
      ),
    add: ({ directory, name }) =>
      takeTurn(async () => {
        const others = (await read()).filter((entry) => entry.directory !== directory);
        const newest = { directory, name, openedAt: options.now().toISOString() };
        await writeWhole(options.file, [newest, ...others].slice(0, maxEntries));
      }).catch((error: unknown) => options.reportError(error)),
  };
}

async function hasWorkspaceFile(directory: string): Promise<boolean> {
  return stat(join(directory, 'signalbox.yaml')).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** Whoever reads sees the old file or the new one, and never half of one. */
async function writeWhole(file: string, value: readonly Entry[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${randomUUID()}`;
  try {
    const handle = await open(beside, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(value, undefined, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
