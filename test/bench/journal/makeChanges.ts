import { openJournal } from '../../../electron/journal/openJournal.ts';
import { createStory, toStored } from '../../fixtures/auditStory.ts';
import { makeWorkspace, type LongWorkspace } from './makeWorkspace.ts';

const atOnce = 1_000;

/** The example workspace after so many changes, each asked for, signed by two people with real keys, and rolled out to two hosts. */
export async function makeChanges(folder: string, changes: number): Promise<LongWorkspace> {
  const story = createStory();
  for (let n = 1; n <= changes; n += 1) story.change({ version: `1.0.${n}` });
  const workspace = await makeWorkspace(folder, 0);
  const journal = await openJournal({ path: workspace.journalPath, now: () => new Date(), create: true });
  const blobs = [...story.blobs.values()];
  while (blobs.length > 0) await Promise.all(blobs.splice(0, atOnce).map((it) => journal.putBlob(it)));
  const bodies = toStored(story.events).map((it) => it.body);
  for (let seq = 0; seq < bodies.length; seq += atOnce) {
    await journal.append({ expectedSeq: seq, bodies: bodies.slice(seq, seq + atOnce) });
  }
  await journal.close();
  return workspace;
}
