import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { verifyBundle } from '../../../electron/audit/bundle/verifyBundle.ts';
import { createVerifyPorts } from '../../../electron/app/audit/verifyPorts.ts';
import { gather, writeStory } from '../../fixtures/auditBundle.ts';
import { tellWholeStory, toStored, type StoryEvent } from '../../fixtures/auditStory.ts';
import { verifySh } from './support/verifySh.ts';

const root = mkdtempSync(join(tmpdir(), 'signalbox-forgeries-'));
const story = tellWholeStory();
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Forgery = readonly [
  name: string,
  forge: (events: StoryEvent[]) => StoryEvent[],
  finding: string,
  sh: RegExp,
];

const indexOf = (events: readonly StoryEvent[], kind: string): number =>
  events.findIndex((it) => it.event.kind === kind);

const move = (events: StoryEvent[], kinds: readonly string[]): StoryEvent[] => {
  const from = indexOf(events, kinds[0] ?? '');
  const moved = events.filter(
    (it, index) => kinds.includes(it.event.kind) && index >= from && index < from + 3,
  );
  const rest = events.filter((it) => !moved.includes(it));
  const after = indexOf(rest, 'stepBegun') + 1;
  return [...rest.slice(0, after), ...moved, ...rest.slice(after)];
};

const change = (
  events: StoryEvent[],
  kind: string,
  edit: (event: StoryEvent['event']) => object,
): StoryEvent[] => {
  const index = indexOf(events, kind);
  return events.map((it, at) => (at === index ? { ...it, event: { ...it.event, ...edit(it.event) } } : it));
};

/** Records changed and the whole chain made anew, by somebody who owns the machine: only signatures and order are left to tell. */
const forgeries: readonly Forgery[] = [
  [
    'an approval after the first host',
    (it) => move(it, ['approvalVerified']),
    'approvalLate',
    /without an approval before it/,
  ],
  [
    'sign-offs after the first host',
    (it) => move(it, ['signoffRecorded']),
    'approvalLate',
    /only after its first host/,
  ],
  [
    'no approval at all',
    (it) => it.toSpliced(indexOf(it, 'approvalVerified'), 1),
    'rolloutUnapproved',
    /without an approval before it/,
  ],
  [
    'a sign-off that was played in twice',
    (it) => it.toSpliced(indexOf(it, 'signoffRecorded') + 1, 0, it[indexOf(it, 'signoffRecorded')] ?? it[0]!),
    'signoffRepeated',
    /was taken in before, in record 6/,
  ],
  [
    'a record that was played in twice',
    (it) => {
      const index = indexOf(it, 'identityRefused');
      return it.toSpliced(
        index + 1,
        0,
        ...it.slice(index, index + 1).map((one) => ({ ...one, id: `id-${index + 1}` })),
      );
    },
    'recordRepeated',
    /put in twice: its id is that of records 30 31/,
  ],
  [
    'a sign-off said to be somebody else’s',
    (it) => change(it, 'signoffRecorded', () => ({ person: 'ana' })),
    'signoffChanged',
    /is counted for change 1 without/,
  ],
  [
    'a statement recorded with another artifact',
    (it) =>
      change(it, 'signoffRecorded', ({ statement }) => ({
        statement: { ...(statement as object), artifactSha256: 'f'.repeat(64) },
      })),
    'signoffChanged',
    /does not say what the journal recorded/,
  ],
  [
    'another artifact rolled out',
    (it) =>
      change(it, 'rolloutRequested', ({ release }) => ({
        release: { ...(release as object), artifactSha256: 'e'.repeat(64) },
      })),
    'approvalUnfounded',
    /is not what was approved/,
  ],
  [
    'a policy that asks for fewer',
    (it) =>
      change(it, 'policyConfigured', ({ policy }) => ({ policy: { ...(policy as object), required: 1 } })),
    'policyForged',
    /the policy of record 4 is not the one that its version names/,
  ],
  [
    'people who did not sign',
    (it) => change(it, 'approvalVerified', () => ({ by: ['li', 'ana'] })),
    'approvalUnfounded',
    /ana is counted for change 1|ana wrote change 1/,
  ],
];

describe.concurrent('a journal that was written anew', () => {
  for (const [name, forge, finding, sh] of forgeries) {
    it(`${name} is found by the app, in its export, and by verify.sh`, async () => {
      const events = forge([...story.events]);
      const gathered = await gather(story, { events });
      expect(gathered.findings.map((it) => it.kind)).toContain(finding);
      const folder = join(root, name.replaceAll(' ', '-'));
      await writeStory(story, gathered, folder, { isPrinted: false });
      expect(readFileSync(join(folder, 'exceptions.csv'), 'utf8')).toContain(`"${finding}"`);
      const ours = await verifyBundle(folder, createVerifyPorts());
      expect(ours.findings.map((it) => it.kind)).toContain('evidence');
      const theirs = await verifySh(folder);
      expect(theirs.text).toMatch(sh);
      expect(theirs.exitCode).toBe(1);
    });
  }

  it('with its end cut off is good to both: README.txt and COMPLETENESS.txt say that only an outside head can tell', async () => {
    const events = story.events.slice(0, 55);
    const folder = join(root, 'cut');
    await writeStory(story, await gather(story, { events }), folder, { isPrinted: false });
    const theirs = await verifySh(folder);
    expect(theirs.exitCode).toBe(0);
    expect(theirs.text).toContain(
      'compare that fingerprint, and the head, with what you were told by another way',
    );
    expect(readFileSync(join(folder, 'COMPLETENESS.txt'), 'utf8')).toContain('A cut tail');
    expect(theirs.text).toContain(`55 records up to ${toStored(events).at(-1)?.chainSha256}`);
    expect(theirs.text).not.toContain(toStored(story.events).at(-1)?.chainSha256);
  });
});
