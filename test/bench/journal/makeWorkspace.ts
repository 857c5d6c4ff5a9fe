import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareDataFolder } from '../../../electron/app/prepareDataFolder.ts';
import { writeLongJournal } from '../../fixtures/longJournal.ts';

export interface LongWorkspace {
  readonly directory: string;
  readonly journalPath: string;
}

/** The example workspace with a journal of so many records, as an app that ran for long would have left it. */
export async function makeWorkspace(folder: string, records: number): Promise<LongWorkspace> {
  const directory = join(folder, 'shop');
  await cp(fileURLToPath(new URL('../../../examples/shop', import.meta.url)), directory, { recursive: true });
  const journalPath = join(await prepareDataFolder(directory), 'journal.db');
  await writeLongJournal(journalPath, records);
  return { directory, journalPath };
}
