import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Implementers, ImplementersAnswer } from '../../../shared/model/implementer.ts';
import type { Roster } from '../../../shared/model/person.ts';
import { toCanonicalSha256 } from '../../../electron/signoff/people/canonicalSha256.ts';
import { readImplementers } from '../../../electron/repository/implementers/readImplementers.ts';
import type { RepositoryRange } from '../../../electron/repository/implementers/checkRange.ts';

const person = (name: string): Roster['people'][number] => ({
  name,
  displayName: name,
  emails: [`${name}@shop.example`],
  groups: [],
  keys: [],
});
const roster: Roster = {
  people: ['ana', 'bob', 'li', 'mia'].map(person),
  bots: [
    { name: 'forge', emails: ['noreply@forge.example'], writes: false },
    { name: 'updates', emails: ['updates@forge.example'], writes: true },
  ],
};

let directory: string;
beforeEach(() => {
  directory = createRepository();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function createRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-implementers-'));
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: folder });
  return folder;
}

interface Hands {
  readonly author?: string;
  readonly committer?: string;
  readonly folder?: string;
}

/** Hands are addresses; the same Ana is behind everything that says nothing else. */
function git(args: readonly string[], { author, committer, folder = directory }: Hands = {}, input?: string | Buffer): string {
  return execFileSync('git', ['-c', 'commit.gpgsign=false', ...args], {
    cwd: folder,
    encoding: 'utf8',
    input: input ?? '',
    env: {
      ...process.env,
      GIT_AUTHOR_NAME: 'Whoever',
      GIT_AUTHOR_EMAIL: author ?? 'ana@shop.example',
      GIT_COMMITTER_NAME: 'Whoever',
      GIT_COMMITTER_EMAIL: committer ?? author ?? 'ana@shop.example',
    },
  }).trim();
}

let counter = 0;
function commit(message: string, hands: Hands = {}): string {
  counter += 1;
  writeFileSync(join(hands.folder ?? directory, 'file'), `${counter}`);
  git(['add', '.'], hands);
  git(['commit', '-q', '--cleanup=verbatim', '-F', '-'], hands, message);
  return git(['rev-parse', 'HEAD'], hands);
}

/** A commit object of exactly these bytes, which no porcelain would write. */
function commitRaw(of: { readonly headers: readonly string[]; readonly parent: string; readonly message: Buffer | string }): string {
  const tree = git(['rev-parse', `${of.parent}^{tree}`]);
  const head = [`tree ${tree}`, `parent ${of.parent}`, ...of.headers, '', ''].join('\n');
  const bytes = Buffer.concat([Buffer.from(head), Buffer.from(of.message)]);
  return git(['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], {}, bytes);
}

const read = (base: string | readonly string[] | 'nothing', head: string): Promise<ImplementersAnswer> =>
  readImplementers({
    repositories: [
      {
        name: 'shop',
        directory,
        deployed: typeof base === 'string' && base !== 'nothing' ? [base] : (base as RepositoryRange['deployed']),
        head,
      },
    ],
    roster,
  });

async function known(base: Parameters<typeof read>[0], head: string): Promise<Implementers> {
  const answer = await read(base, head);
  if (answer.kind === 'blocked') throw new Error(JSON.stringify(answer.findings));
  return answer.implementers;
}
async function namesOf(base: Parameters<typeof read>[0], head: string): Promise<string[]> {
  return (await known(base, head)).people.map((it) => it.person);
}
async function findingsOf(base: Parameters<typeof read>[0], head: string): Promise<unknown[]> {
  const answer = await read(base, head);
  return answer.kind === 'blocked' ? [...answer.findings] : [];
}

describe('who had a hand in a change', () => {
  it('is everyone that any commit names, each with commit and role', async () => {
    const base = commit('start', { author: 'mia@shop.example' });
    const one = commit('work', { author: 'ana@shop.example', committer: 'bob@shop.example' });
    const two = commit('more\n\nSigned-off-by: Li <li@shop.example>\n');
    const found = await known(base, two);
    expect(found.totalCommits).toBe(2);
    expect(found.ranges).toEqual([{ repository: 'shop', bases: [base], head: two, totalCommits: 2 }]);
    const of = (name: string): unknown =>
      found.people.find((it) => it.person === name)?.commits.map((it) => [it.commit, it.roles]);
    expect(of('bob')).toEqual([[one, ['committer']]]);
    expect(of('li')).toEqual([[two, ['signedOffBy']]]);
    expect(of('ana')).toHaveLength(2);
    expect(of('mia')).toBeUndefined();
  });

  it('has a SHA-256 of its canonical form, the same whenever it is read', async () => {
    const base = commit('start');
    const head = commit('work\n\nCo-authored-by: Bob <bob@shop.example>');
    const { sha256, ...content } = await known(base, head);
    expect(sha256).toBe(toCanonicalSha256(content));
    expect((await known(base, head)).sha256).toBe(sha256);
    const later = commit('again');
    expect((await known(base, later)).sha256).not.toBe(sha256);
  });

  it('covers every repository of the release', async () => {
    const library = createRepository();
    try {
      const libraryBase = commit('start', { folder: library });
      const libraryHead = commit('work', { folder: library, author: 'li@shop.example' });
      const base = commit('start');
      const head = commit('work', { author: 'bob@shop.example' });
      const answer = await readImplementers({
        repositories: [
          { name: 'shop', directory, deployed: [base], head },
          { name: 'library', directory: library, deployed: [libraryBase], head: libraryHead },
        ],
        roster,
      });
      expect(answer).toMatchObject({
        kind: 'known',
        implementers: {
          people: [{ person: 'bob' }, { person: 'li', commits: [{ repository: 'library', commit: libraryHead }] }],
          ranges: [{ repository: 'library' }, { repository: 'shop' }],
          totalCommits: 2,
        },
      });
    } finally {
      rmSync(library, { recursive: true, force: true });
    }
  });

  it('covers whatever any of several hosts lacks', async () => {
    const oldest = commit('start');
    const newer = commit('bob', { author: 'bob@shop.example' });
    const head = commit('li', { author: 'li@shop.example' });
    expect(await namesOf([newer, oldest], head)).toEqual(['bob', 'li']);
    expect(await namesOf([newer, newer], head)).toEqual(['li']);
  });

  it('is the whole history where nothing is deployed yet', async () => {
    commit('mia', { author: 'mia@shop.example' });
    expect(await namesOf('nothing', commit('li', { author: 'li@shop.example' }))).toEqual(['li', 'mia']);
  });

  it('lists bots by name, and they bar nobody', async () => {
    const base = commit('start');
    const head = commit('bump', { author: 'updates@forge.example', committer: 'noreply@forge.example' });
    const found = await known(base, head);
    expect(found.people).toEqual([]);
    expect(found.bots.map((it) => it.bot)).toEqual(['forge', 'updates']);
  });
});

describe('nobody hides', () => {
  it('1: behind a .mailmap of the released repository', async () => {
    const base = commit('start');
    writeFileSync(join(directory, '.mailmap'), 'Mia <mia@shop.example> <bob@shop.example>\n');
    git(['config', 'log.mailmap', 'true']);
    expect(await namesOf(base, commit('work', { author: 'bob@shop.example' }))).toEqual(['bob']);
  });

  it.each([
    ['in the middle of the message', 'work\n\nCo-authored-by: Bob <bob@shop.example>\n\nand more words\n'],
    ['in the first line', 'Co-authored-by: Bob <bob@shop.example>'],
    ['in odd case', 'work\n\ncO-AUTHORED-bY: Bob <bob@shop.example>'],
    ['with blanks around', 'work\n\n   Co-Authored-By  :  Bob   <  bob@shop.example  >  '],
    ['without dashes', 'work\n\nCo authored by: Bob <bob@shop.example>'],
    ['with dashes of another alphabet', 'work\n\nCo\u2011authored\u2013by\uff1a Bob <bob@shop.example>'],
    ['with invisible letters', 'work\n\nCo-auth\u200bored-by: Bob <bob@shop.example>'],
    ['in a list', 'work\n\n* Co-authored-by: Bob <bob@shop.example>'],
    ['in a quote', 'work\n\n> Co-authored-by: Bob <bob@shop.example>'],
    ['with Windows line ends', 'work\r\n\r\nCo-authored-by: Bob <bob@shop.example>\r\nmore'],
    ['with old Mac line ends', 'work\r\rCo-authored-by: Bob <bob@shop.example>\rmore'],
    ['with words after the address', 'work\n\nCo-authored-by: Bob <bob@shop.example> (pairing)'],
    ['without brackets', 'work\n\nCo-authored-by: Bob bob@shop.example'],
    ['as the second of one line', 'work\n\nCo-authored-by: Ana <ana@shop.example>, Bob <bob@shop.example>'],
    ['with the address on the next line', 'work\n\nCo-authored-by: Bob\n  <bob@shop.example>'],
    ['as a signer-off', 'work\n\nsigned-OFF-by: Bob <bob@shop.example>\n\nlast paragraph'],
    ['as a co-developer', 'work\n\nCo-developed-by: Bob <bob@shop.example>'],
  ])('2: in a trailer %s', async (_, message) => {
    const base = commit('start');
    expect(await namesOf(base, commit(message))).toEqual(['ana', 'bob']);
  });

  it('2: in a trailer without an address', async () => {
    const base = commit('start');
    const head = commit('work\n\nCo-authored-by: Bob from the third floor');
    expect(await findingsOf(base, head)).toMatchObject([
      { kind: 'unreadableIdentity', commit: head, message: expect.stringContaining('third floor') },
    ]);
  });

  it('3: behind refs/replace', async () => {
    const base = commit('start');
    const head = commit('work', { author: 'bob@shop.example' });
    git(['checkout', '-q', base]);
    git(['replace', head, commit('work', { author: 'mia@shop.example' })]);
    expect(await namesOf(base, head)).toEqual(['bob']);
  });

  it('4: on a merged branch, where first-parent would not look', async () => {
    const base = commit('start');
    git(['checkout', '-q', '-b', 'feature']);
    const hidden = commit('feature', { author: 'bob@shop.example' });
    git(['checkout', '-q', 'main']);
    git(['merge', '-q', '--no-ff', '-m', 'Merge', 'feature'], { author: 'li@shop.example' });
    const head = git(['rev-parse', 'HEAD']);
    const found = await known(base, head);
    expect(found.people).toEqual([
      { person: 'bob', commits: [{ repository: 'shop', commit: hidden, roles: ['author', 'committer'] }] },
      { person: 'li', commits: [{ repository: 'shop', commit: head, roles: ['author', 'committer', 'merger'] }] },
    ]);
  });

  it('5: behind upper and lower case of the address', async () => {
    const base = commit('start');
    expect(await namesOf(base, commit('work', { author: 'BOB@Shop.Example' }))).toEqual(['bob']);
  });

  it.each([
    ['of another alphabet', 'b\u043eb@shop.example'],
    ['that becomes ASCII in lower case only', 'Bob@shop.example'.replace('B', '\u212a')],
    ['with a tag', 'bob+x@shop.example'],
  ])('5: behind an address %s, which maps to nobody', async (_, email) => {
    const base = commit('start');
    const head = commit('work', { author: email });
    expect(await findingsOf(base, head)).toMatchObject([
      { kind: 'unmappedAddress', commit: head },
      { kind: 'unmappedAddress', commit: head },
    ]);
  });

  it('6: behind a moved base: an empty range blocks', async () => {
    commit('start');
    const head = commit('work', { author: 'bob@shop.example' });
    git(['tag', 'deployed', head]);
    expect(await findingsOf(git(['rev-parse', 'deployed']), head)).toMatchObject([
      { kind: 'emptyRange', wayOut: expect.stringContaining('nothing to promote') },
    ]);
  });

  it('6: behind a name instead of a commit, since names can be moved', async () => {
    const head = commit('start');
    git(['tag', 'deployed', head]);
    expect(await findingsOf('deployed', commit('work'))).toMatchObject([{ kind: 'missingCommit' }]);
    expect(await findingsOf(['--all'], head)).toMatchObject([{ kind: 'missingCommit' }]);
  });

  it('7: on a head that does not descend from what is deployed', async () => {
    const base = commit('start');
    git(['checkout', '-q', '-b', 'side']);
    const deployed = commit('side');
    git(['checkout', '-q', 'main']);
    const head = commit('work', { author: 'bob@shop.example' });
    expect(await findingsOf(deployed, head)).toMatchObject([{ kind: 'notDescended', commit: deployed }]);
    expect(await findingsOf(head, base)).toMatchObject([{ kind: 'notDescended' }]);
  });

  it('8: behind a bot that squashes', async () => {
    const base = commit('start');
    const head = commit('Feature (#12)', { author: 'noreply@forge.example' });
    expect(await findingsOf(base, head)).toMatchObject([
      { kind: 'onlyBots', commit: head, message: expect.stringContaining('forge') },
    ]);
    const merged = commit('Feature (#13)', { author: 'noreply@forge.example', committer: 'li@shop.example' });
    expect(await findingsOf(head, merged)).toMatchObject([{ kind: 'onlyBots', commit: merged }]);
    const named = commit('Feature (#14)\n\nCo-authored-by: Bob <bob@shop.example>', {
      author: 'noreply@forge.example',
    });
    expect(await namesOf(merged, named)).toEqual(['bob']);
  });

  it.each([
    ['a free name as address', ['author Ana <ana> 1 +0000', 'committer Ana <ana@shop.example> 1 +0000'], 'unmappedAddress'],
    ['no address', ['author Ana <> 1 +0000', 'committer Ana <ana@shop.example> 1 +0000'], 'unreadableIdentity'],
    ['no brackets', ['author Ana 1 +0000', 'committer Ana <ana@shop.example> 1 +0000'], 'unreadableIdentity'],
    ['two addresses', ['author Bob <bob@x> <ana@shop.example> 1 +0000', 'committer A <ana@shop.example> 1 +0000'], 'unreadableIdentity'],
    ['no author at all', ['committer Ana <ana@shop.example> 1 +0000'], 'unreadableIdentity'],
    ['a message in UTF-16', ['author A <ana@shop.example> 1 +0000', 'committer A <ana@shop.example> 1 +0000', 'encoding UTF-16'], 'unreadableIdentity'],
  ])('9: behind %s', async (_, headers, kind) => {
    const parent = commit('start');
    const head = commitRaw({ headers, parent, message: 'work\n' });
    expect(await findingsOf(parent, head)).toMatchObject([{ kind, commit: head }]);
  });

  it('behind a second author line', async () => {
    const parent = commit('start');
    const identity = (name: string): string => `<${name}@shop.example> 1 +0000`;
    const headers = [`author A ${identity('ana')}`, `author B ${identity('bob')}`, `committer A ${identity('ana')}`];
    expect(await namesOf(parent, commitRaw({ headers, parent, message: 'x' }))).toEqual(['ana', 'bob']);
  });

  it('behind a NUL, after which Git shows nothing', async () => {
    const parent = commit('start');
    const headers = ['author A <ana@shop.example> 1 +0000', 'committer A <ana@shop.example> 1 +0000'];
    const head = commitRaw({ headers, parent, message: 'x\0\nCo-authored-by: Bob <bob@shop.example>\n' });
    expect(await findingsOf(parent, head)).toMatchObject([{ kind: 'unreadableIdentity', commit: head }]);
  });

  it('behind a separator in a name', async () => {
    const parent = commit('start');
    const headers = ['author A\u001fmia@shop.example\u001f <bob@shop.example> 1 +0000', 'committer A <bob@shop.example> 1 +0000'];
    expect(await namesOf(parent, commitRaw({ headers, parent, message: 'x' }))).toEqual(['bob']);
  });

  it('behind grafts, or a history that was cut', async () => {
    const base = commit('start');
    commit('work', { author: 'bob@shop.example' });
    const head = commit('more');
    mkdirSync(join(directory, '.git', 'info'), { recursive: true });
    writeFileSync(join(directory, '.git', 'info', 'grafts'), `${head} ${base}\n`);
    expect(await findingsOf(base, head)).toMatchObject([{ kind: 'grafts' }]);
    const shallow = mkdtempSync(join(tmpdir(), 'signalbox-implementers-'));
    try {
      rmSync(join(directory, '.git', 'info', 'grafts'));
      execFileSync('git', ['clone', '-q', '--depth', '1', `file://${directory}`, shallow]);
      const repositories = [{ name: 'shop', directory: shallow, deployed: 'nothing', head } as const];
      expect(await readImplementers({ repositories, roster })).toMatchObject({
        kind: 'blocked',
        findings: [{ kind: 'shallowHistory' }],
      });
    } finally {
      rmSync(shallow, { recursive: true, force: true });
    }
  });

  it('behind an unknown base, a missing commit, a missing repository, or no repository at all', async () => {
    const head = commit('start');
    expect(await findingsOf([], head)).toMatchObject([{ kind: 'unknownBase' }]);
    expect(await findingsOf('f'.repeat(40), head)).toMatchObject([{ kind: 'missingCommit' }]);
    const repositories = [{ name: 'shop', directory: join(directory, 'nowhere'), deployed: [head], head }];
    expect(await readImplementers({ repositories, roster })).toMatchObject({ findings: [{ kind: 'noRepository' }] });
    expect(await readImplementers({ repositories: [], roster })).toMatchObject({ kind: 'blocked' });
  });

  it('says which commit, and the way out', async () => {
    const base = commit('start');
    const head = commit('work', { author: 'stranger@else.example', committer: 'ana@shop.example' });
    expect(await findingsOf(base, head)).toEqual([
      {
        kind: 'unmappedAddress',
        repository: 'shop',
        commit: head,
        message: `shop ${head.slice(0, 12)}: the author's address "stranger@else.example" belongs to nobody in this workspace.`,
        wayOut: expect.stringContaining('Add the address'),
      },
    ]);
  });

  it('stops when it is cancelled', async () => {
    const base = commit('start');
    const repositories = [{ name: 'shop', directory, deployed: [base], head: commit('work') }];
    const signal = AbortSignal.abort();
    await expect(readImplementers({ repositories, roster }, { signal })).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
