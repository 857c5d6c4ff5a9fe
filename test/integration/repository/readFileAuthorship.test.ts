import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFileAuthorship } from '../../../electron/repository/readFileAuthorship.ts';
import { fileAuthorship } from '../../../shared/model/fileAuthorship.ts';

let outer: string;
let directory: string;
beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), 'signalbox-authorship-'));
  directory = join(outer, 'work space');
  mkdirSync(directory);
  git(['init', '-q', '-b', 'main']);
});
afterEach(() => rmSync(outer, { recursive: true, force: true }));

interface Hands {
  readonly author?: readonly [name: string, email: string];
  readonly committer?: readonly [name: string, email: string];
}
const ana = ['Ana', 'ana@shop.example'] as const;
const li = ['Li', 'li@shop.example'] as const;

function git(args: readonly string[], hands: Hands = {}, input: string | Buffer = ''): string {
  const [author, committer] = [hands.author ?? ana, hands.committer ?? hands.author ?? ana];
  return execFileSync('git', ['-c', 'commit.gpgsign=false', ...args], {
    cwd: directory,
    encoding: 'utf8',
    input,
    env: {
      ...process.env,
      GIT_AUTHOR_NAME: author[0],
      GIT_AUTHOR_EMAIL: author[1],
      GIT_COMMITTER_NAME: committer[0],
      GIT_COMMITTER_EMAIL: committer[1],
      GIT_COMMITTER_DATE: '1700000000 +0200',
    },
  }).trim();
}

const write = (name: string, text: string): void => writeFileSync(join(directory, name), text);

function commit(message: string, hands: Hands = {}): string {
  git(['add', '--all'], hands);
  git(['commit', '-q', '--allow-empty', '-m', message], hands);
  return git(['rev-parse', 'HEAD']);
}

async function authorOf(file = 'signalbox.yaml') {
  const [answer] = await readFileAuthorship({ directory, files: [file] });
  return fileAuthorship.parse(answer);
}

describe('a file that is committed', () => {
  it('is by the newest commit that changed it, whatever came after', async () => {
    write('signalbox.yaml', 'one');
    write('signers', 'one');
    commit('first');
    write('signalbox.yaml', 'two');
    const changed = commit('Let Bob sign\n\nmore words', { author: li, committer: ana });
    write('README', 'x');
    commit('other');
    write('signers', 'two');
    const signers = commit('signers');
    expect(
      await readFileAuthorship({ directory, files: ['signalbox.yaml', join(directory, 'signers')] }),
    ).toEqual([
      {
        kind: 'committed',
        commit: changed,
        author: { name: 'Li', email: 'li@shop.example' },
        committer: { name: 'Ana', email: 'ana@shop.example' },
        at: '2023-11-14T22:13:20.000Z',
        subject: 'Let Bob sign',
      },
      expect.objectContaining({ commit: signers }),
    ]);
  });

  it('is by who brought it back, not by who had it so before', async () => {
    write('signalbox.yaml', 'one');
    commit('first');
    write('signalbox.yaml', 'two');
    commit('second');
    write('signalbox.yaml', 'one');
    const back = commit('back', { author: li });
    expect(await authorOf()).toMatchObject({ commit: back, author: { name: 'Li' } });
  });

  it('is by its change on a branch that was merged as it was, and by the merger who mixed two', async () => {
    write('signalbox.yaml', 'one\n\n\n\n\ntwo\n');
    commit('first');
    git(['checkout', '-q', '-b', 'side']);
    write('signalbox.yaml', 'ONE\n\n\n\n\ntwo\n');
    const side = commit('side', { author: li });
    git(['checkout', '-q', 'main']);
    write('README', 'x');
    commit('other');
    git(['merge', '-q', '--no-ff', '-m', 'merge', 'side']);
    expect(await authorOf()).toMatchObject({ commit: side });

    git(['checkout', '-q', 'side']);
    write('signalbox.yaml', 'ONE and more\n\n\n\n\ntwo\n');
    commit('more on side');
    git(['checkout', '-q', 'main']);
    write('signalbox.yaml', 'ONE\n\n\n\n\nTWO\n');
    commit('more on main');
    git(['merge', '-q', '--no-ff', '-m', 'mixed', 'side'], { author: li });
    expect(await authorOf()).toMatchObject({ commit: git(['rev-parse', 'HEAD']), committer: { name: 'Li' } });
  });

  it('is found in a folder of a larger repository, under a name that Git could take for a pattern', async () => {
    const name = ':(top)*.yaml';
    mkdirSync(join(directory, 'shop'));
    write(`shop/${name}`, 'one');
    const first = commit('first', { author: li });
    write('shop/other.yaml', 'x');
    write('any.yaml', 'x');
    commit('other');
    const [answer] = await readFileAuthorship({ directory: join(directory, 'shop'), files: [name] });
    expect(answer).toMatchObject({ kind: 'committed', commit: first });
  });

  it('is told in a repository of SHA-256 ids', async () => {
    rmSync(join(directory, '.git'), { recursive: true });
    git(['init', '-q', '-b', 'main', '--object-format=sha256']);
    write('signalbox.yaml', 'one');
    expect(await authorOf()).toEqual({ kind: 'uncommitted' });
    const first = commit('first');
    expect(first).toHaveLength(64);
    expect(await authorOf()).toMatchObject({ kind: 'committed', commit: first });
  });
});

describe('a file that nobody has answered for', () => {
  beforeEach(() => {
    write('signalbox.yaml', 'one');
    commit('first');
  });

  it.each([
    ['changed', () => write('signalbox.yaml', 'two')],
    ['changed and staged', () => (write('signalbox.yaml', 'two'), git(['add', '.']))],
    ['removed', () => rmSync(join(directory, 'signalbox.yaml'))],
    [
      'changed, with a mark in the index that hides it from git status',
      () => (git(['update-index', '--assume-unchanged', 'signalbox.yaml']), write('signalbox.yaml', 'two')),
    ],
    [
      'changed, with a filter that hides it from git status',
      () => {
        git(['config', 'filter.hide.clean', 'printf one; cat > /dev/null']);
        write('.git/info/attributes', 'signalbox.yaml filter=hide\n');
        write('signalbox.yaml', 'two');
        git(['add', '--renormalize', '.']);
      },
    ],
  ])('is uncommitted when it is %s', async (_, change) => {
    change();
    expect(await authorOf()).toEqual({ kind: 'uncommitted' });
  });

  it('is uncommitted when Git does not know it, or ignores it', async () => {
    write('signers', 'x');
    expect(await authorOf('signers')).toEqual({ kind: 'uncommitted' });
    write('.gitignore', 'signers');
    commit('ignore');
    expect(await authorOf('signers')).toEqual({ kind: 'uncommitted' });
  });

  it('is outside of the repository', async () => {
    writeFileSync(join(outer, 'signers'), 'x');
    expect(await authorOf('../signers')).toEqual({ kind: 'noRepository' });
    expect(await authorOf('/etc/hostname')).toEqual({ kind: 'noRepository' });
  });

  it('has no repository at all', async () => {
    rmSync(join(directory, '.git'), { recursive: true });
    expect(await authorOf()).toEqual({ kind: 'noRepository' });
    directory = join(outer, 'nowhere');
    expect(await authorOf()).toEqual({ kind: 'noRepository' });
  });
});

describe('what would have another name shown', () => {
  const hostile = 'R\u001b[31mroot\u202e %ae $(touch pwned)\u001f "%H';

  it('is text and nothing else in names and subjects', async () => {
    write('signalbox.yaml', 'one');
    commit(`--format=%H \u001b[2J${'x'.repeat(600)}`, { author: [hostile, 'li@shop.example'] });
    const answer = await authorOf();
    expect(answer).toMatchObject({ author: { name: hostile, email: 'li@shop.example' } });
    expect(answer.kind === 'committed' && answer.subject).toHaveLength(500);
  });

  it('does nothing: mailmap, replaced objects and grafts', async () => {
    write('signalbox.yaml', 'one');
    commit('first', { author: ana });
    write('signalbox.yaml', 'two');
    write('.mailmap', 'Ana <ana@shop.example> <li@shop.example>\n');
    git(['config', 'log.mailmap', 'true']);
    const real = commit('second', { author: li });
    const tree = git(['rev-parse', 'HEAD^{tree}']);
    const fake = git(['commit-tree', tree, '-m', 'innocent'], { author: ana });
    git(['replace', real, fake]);
    writeFileSync(join(directory, '.git/info/grafts'), `${real}\n`);
    expect(await authorOf()).toMatchObject({ commit: real, author: { name: 'Li' }, subject: 'second' });
  });

  it('is not guessed at: two authors, no address, or a time that is none', async () => {
    write('signalbox.yaml', 'one');
    commit('first');
    const tree = git(['rev-parse', 'HEAD^{tree}']);
    const author = 'author Li <li@shop.example> 1700000000 +0000';
    for (const headers of [
      [author, author.replaceAll('i', 'a'), author.replace('author', 'committer')],
      ['author Li 1700000000 +0000', author.replace('author', 'committer')],
      ['author A <a@x> <b@x> 1700000000 +0000', author.replace('author', 'committer')],
      [author, author.replace('author', 'committer').replace('17', '99999999999999999')],
      [author],
    ]) {
      const bytes = [`tree ${tree}`, ...headers, '', 'message', ''].join('\n');
      git([
        'update-ref',
        'HEAD',
        git(['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], {}, bytes),
      ]);
      expect(await authorOf()).toEqual({
        kind: 'unknown',
        why: expect.stringContaining('does not say clearly who made it'),
      });
    }
  });

  it('is not guessed at: a cut history, and a link to elsewhere', async () => {
    write('signalbox.yaml', 'one');
    symlinkSync('/etc/hostname', join(directory, 'signers'));
    commit('first', { author: li });
    commit('second');
    expect(await authorOf('signers')).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('link'),
    });
    execFileSync('git', ['clone', '-q', '--depth=1', `file://${directory}`, 'copy'], { cwd: outer });
    directory = join(outer, 'copy');
    expect(await authorOf()).toMatchObject({ kind: 'unknown', why: expect.stringContaining('unshallow') });
  });

  it('can be stopped', async () => {
    const signal = AbortSignal.abort();
    await expect(readFileAuthorship({ directory, files: ['x'] }, { signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });
});
