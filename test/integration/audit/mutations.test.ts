import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBundle } from '../../../electron/audit/bundle/verifyBundle.ts';
import { createVerifyPorts, evidenceNamespace } from '../../../electron/app/audit/verifyPorts.ts';
import { gather, writeStory } from '../../fixtures/auditBundle.ts';
import { createStoryKey } from '../../fixtures/auditKeys.ts';
import { tellWholeStory, type Story, type StoryEvent } from '../../fixtures/auditStory.ts';

const run = promisify(execFile);

interface Verdict {
  readonly exitCode: number;
  readonly text: string;
}

async function verifySh(folder: string, ...words: string[]): Promise<Verdict> {
  try {
    const { stdout } = await run('sh', [join(folder, 'verify.sh'), ...words]);
    return { exitCode: 0, text: stdout };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !('stdout' in error)) throw error;
    return { exitCode: Number(error.code), text: String(error.stdout) };
  }
}

/** Both are asked, and both must say the same: good, or bad with words. */
async function expectRefused(folder: string, sh: RegExp, app: RegExp = sh): Promise<void> {
  const [theirs, ours] = await Promise.all([verifySh(folder), verifyBundle(folder, createVerifyPorts())]);
  expect(theirs.text).toMatch(sh);
  expect(theirs.exitCode).toBe(1);
  expect(ours.findings.map((it) => it.message).join('\n')).toMatch(app);
  expect(ours.ok).toBe(false);
}

const root = mkdtempSync(join(tmpdir(), 'signalbox-mutations-'));
const original = join(root, 'original');
let story: Story;
let copies = 0;

beforeAll(async () => {
  story = tellWholeStory();
  await writeStory(story, await gather(story, { sample: { size: 2, seed: 'q1' } }), original);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function copyBundle(): string {
  const folder = join(root, `copy-${(copies += 1)}`);
  cpSync(original, folder, { recursive: true });
  return folder;
}

function edit(folder: string, path: string, change: (text: string) => string): void {
  const file = join(folder, path);
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`the test changed nothing in ${path}`);
  writeFileSync(file, after);
}

const changeFolder = (number: string): string =>
  join('changes', readdirSync(join(original, 'changes')).find((it) => it.startsWith(number)) ?? 'none');

/** What somebody does who holds the desktop's key: hashes and seal are made anew. */
function reseal(folder: string, key = story.desktop): void {
  const lines = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath, it.name))
    .filter((it) => !/SHA256SUMS(\.sig)?$/.test(it))
    .map((it) => `${hash('sha256', readFileSync(it))}  ${it.slice(folder.length + 1)}\n`);
  const sums = Buffer.from(lines.join(''));
  writeFileSync(join(folder, 'SHA256SUMS'), sums);
  writeFileSync(
    join(folder, 'SHA256SUMS.sig'),
    key.signArmor({ message: sums, namespace: evidenceNamespace }),
  );
}

describe('a bundle as it was written', () => {
  it('is good to both, without Signalbox and with it', async () => {
    const theirs = await verifySh(original, '--key', story.desktop.fingerprint);
    expect(theirs.text).toMatch(/^GOOD {3}4 changes, 3 exceptions, 8 sign-offs/);
    expect(theirs.exitCode).toBe(0);
    expect((await verifyBundle(original, createVerifyPorts())).findings).toEqual([]);
  });

  it('is not good to who was told of another key', async () => {
    const { fingerprint } = createStoryKey();
    expect(await verifySh(original, '--key', fingerprint)).toMatchObject({ exitCode: 1 });
    expect((await verifyBundle(original, createVerifyPorts(), { fingerprint })).ok).toBe(false);
  });

  it('holds no secret', () => {
    for (const it of readdirSync(original, { recursive: true, withFileTypes: true })) {
      if (!it.isFile() || it.name === 'verify.sh') continue;
      expect(readFileSync(join(it.parentPath, it.name), 'latin1')).not.toMatch(/PRIVATE KEY|passphrase/i);
    }
  });
});

type Mutation = readonly [name: string, mutate: (folder: string) => void, sh: RegExp, app?: RegExp];

const files: readonly Mutation[] = [
  [
    'a changed CSV',
    (it) => edit(it, 'population.csv', (text) => text.replace('rob', 'eve')),
    /population\.csv was changed/,
  ],
  [
    'a changed PDF',
    (it) => writeFileSync(join(it, 'report.pdf'), 'nothing'),
    /report\.pdf was (changed|added)/,
  ],
  ['a removed file', (it) => rmSync(join(it, changeFolder('0002'), 'plan.json')), /plan\.json is missing/],
  ['an extra file', (it) => writeFileSync(join(it, 'changes', 'note.txt'), 'x'), /note\.txt was added/],
  [
    'hashes made anew, not the seal',
    (it) => {
      const seal = readFileSync(join(it, 'SHA256SUMS.sig'));
      edit(it, 'access.csv', (text) => text.replace('releasers', 'everybody'));
      reseal(it);
      writeFileSync(join(it, 'SHA256SUMS.sig'), seal);
    },
    /SHA256SUMS was changed, or signed by another key/,
  ],
  [
    'another key, its public half exchanged too',
    (it) => {
      const other = createStoryKey();
      writeFileSync(join(it, 'desktop_key.pub'), `${other.publicKeyLine} x\n`);
      reseal(it, other);
    },
    /the key that signed the export is in no record/,
  ],
];

const resealed: readonly Mutation[] = [
  [
    'a changed CSV',
    (it) => edit(it, 'population.csv', (text) => text.replace('rob', 'eve')),
    /population\.csv (does not say|is not)/,
  ],
  [
    'a changed hosts.csv',
    (it) => edit(it, join(changeFolder('0001'), 'hosts.csv'), (text) => text.replace('done', 'failed')),
    /hosts\.csv (does not say|is not)/,
  ],
  [
    'a change taken out of the population',
    (it) => {
      rmSync(join(it, changeFolder('0003')), { recursive: true });
      edit(it, 'population.jsonl', (text) => text.split('\n').toSpliced(2, 1).join('\n'));
      edit(it, 'population.csv', (text) => text.split('\n').toSpliced(3, 1).join('\n'));
    },
    /rollout of record \d+ \(shop 1\.1\.0 to production\) is missing/,
    /population\.jsonl is not what/,
  ],
  [
    'an edited record',
    (it) =>
      edit(it, 'journal/records.jsonl', (text) => text.replace('"result":"succeeded"', '"result":"failed"')),
    /record \d+ was changed/,
  ],
  [
    'a deleted record',
    (it) => edit(it, 'journal/records.jsonl', (text) => text.split('\n').toSpliced(6, 1).join('\n')),
    /do not belong together/,
  ],
  [
    'two records in another order',
    (it) =>
      edit(it, 'journal/records.jsonl', (text) => {
        const lines = text.split('\n');
        return lines.toSpliced(5, 2, lines[6] ?? '', lines[5] ?? '').join('\n');
      }),
    /record \d+ was changed/,
  ],
  [
    'an exchanged hash in the chain',
    (it) => edit(it, 'journal/hashes.txt', (text) => `${'a'.repeat(64)}${text.slice(64)}`),
    /record 1 does not follow/,
  ],
  [
    'an inserted link of the chain',
    (it) => {
      edit(it, 'journal/hashes.txt', (text) => `${'a'.repeat(64)}\n${text}`);
      edit(
        it,
        'journal/chain.txt',
        (text) => `${hash('sha256', `${'0'.repeat(64)}\n${'a'.repeat(64)}\n`)}\n${text}`,
      );
    },
    /does not follow|records here/,
  ],
  [
    'a cut end, the head left as it was',
    (it) => {
      edit(it, 'journal/hashes.txt', (text) => text.split('\n').slice(0, -2).join('\n').concat('\n'));
      edit(it, 'journal/chain.txt', (text) => text.split('\n').slice(0, -2).join('\n').concat('\n'));
    },
    /last value of the chain is not the recorded head/,
    /does not end at the recorded head/,
  ],
  [
    'swapped signatures',
    (it) => {
      const [first, second] = signaturesOf(it);
      const bytes = readFileSync(first);
      writeFileSync(first, readFileSync(second));
      writeFileSync(second, bytes);
    },
    /the signature of li in record \d+ does not hold/,
    /\.sig is not what the journal/,
  ],
  [
    'a statement of another promotion',
    (it) => {
      const [from] = signaturesOf(it, '0002');
      const [to] = signaturesOf(it, '0001');
      for (const end of [/$/, /\.sig$/]) {
        writeFileSync(to.replace(end, ''), readFileSync(from.replace(end, '')));
      }
    },
    /\.statement is not what the journal recorded/,
    /\.statement is not what the journal/,
  ],
  [
    'one letter of a statement',
    (it) =>
      edit(
        it,
        signaturesOf(it)[0]
          .replace(/\.sig$/, '')
          .slice(it.length + 1),
        (text) => text.replace('"approver":"li"', '"approver":"lo"'),
      ),
    /the signature of li in record \d+ does not hold/,
    /statement is not what/,
  ],
  [
    'another list of allowed signers',
    (it) =>
      edit(it, 'allowed_signers/000003', (text) =>
        text.replace(/^li .*$/m, `li namespaces="signoff@signalbox" ${createStoryKey().publicKeyLine}`),
      ),
    /allowed_signers\/000003 is not what/,
  ],
  [
    'another policy',
    (it) =>
      edit(it, 'policies/production-000004.json', (text) => text.replace('"required": 2', '"required": 1')),
    /policies\/production-000004\.json (is not what|does not say)/,
  ],
  [
    'other implementers',
    (it) =>
      edit(it, join(changeFolder('0001'), 'implementers.json'), (text) => text.replace('"ana"', '"eve"')),
    /implementers\.json is not what/,
  ],
  [
    'another plan',
    (it) => edit(it, join(changeFolder('0001'), 'plan.json'), (text) => text.replace('1.1.0', '6.6.6')),
    /plan\.json is not what/,
  ],
  [
    'what a host printed',
    (it) => {
      const [output = ''] = readdirSync(join(it, 'outputs'));
      edit(it, join('outputs', output), (text) => `${text} `);
    },
    /outputs\/[0-9a-f]{64}\.txt is not what/,
  ],
  [
    'a moved first host',
    (it) =>
      edit(it, join(changeFolder('0001'), 'change.json'), (text) =>
        text.replace(/"at": "2026-01-10T08:00:1/, '"at": "2026-01-10T07:00:1'),
      ),
    /names another first host|sign-offs of change|change\.json is not what/,
  ],
  [
    'another sample',
    (it) => edit(it, 'sample.json', (text) => text.replace('"seed": "q1"', '"seed": "q2"')),
    /sample is not the one that its seed gives/,
    /sample\.json is not what/,
  ],
];

function signaturesOf(folder: string, change = '0001'): readonly [string, string] {
  const signoffs = join(folder, changeFolder(change), 'signoffs');
  const [first = '', second = ''] = readdirSync(signoffs).filter((it) => it.endsWith('.sig'));
  return [join(signoffs, first), join(signoffs, second)];
}

describe.concurrent('a bundle that was touched', () => {
  for (const [name, mutate, sh, app] of files) {
    it(`${name} is found`, async () => {
      const folder = copyBundle();
      mutate(folder);
      await expectRefused(folder, sh, app);
    });
  }

  for (const [name, mutate, sh, app] of resealed) {
    it(`${name} is found although it was sealed again with the right key`, async () => {
      const folder = copyBundle();
      mutate(folder);
      reseal(folder);
      await expectRefused(folder, sh, app);
    });
  }
});

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
    /BAD|GOOD/,
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
    /BAD|GOOD/,
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
      const folder = join(root, `forged-${(copies += 1)}`);
      await writeStory(story, gathered, folder);
      expect(readFileSync(join(folder, 'exceptions.csv'), 'utf8')).toContain(`"${finding}"`);
      const ours = await verifyBundle(folder, createVerifyPorts());
      expect(ours.findings.map((it) => it.kind)).toContain('evidence');
      expect((await verifySh(folder)).text).toMatch(sh);
    });
  }

  it('with its end cut off is good to both: README.txt and COMPLETENESS.txt say that only an outside head can tell', async () => {
    const events = story.events.slice(0, 55);
    const folder = join(root, 'cut');
    await writeStory(story, await gather(story, { events }), folder);
    const theirs = await verifySh(folder);
    expect(theirs.exitCode).toBe(0);
    expect(theirs.text).toContain(
      'compare that fingerprint, and the head, with what you were told by another way',
    );
    expect(readFileSync(join(folder, 'COMPLETENESS.txt'), 'utf8')).toContain('A cut tail');
    const heads = [folder, original].map((it) => readFileSync(join(it, 'query.json'), 'utf8'));
    expect(heads[0]).not.toBe(heads[1]);
  });
});
