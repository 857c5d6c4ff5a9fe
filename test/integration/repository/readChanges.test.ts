import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readChanges } from '../../../electron/repository/readChanges.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'signalbox-repository-'));
  git('init', '-q', '-b', 'main');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: directory, encoding: 'utf8' }).trim();
}

function commit(message: string, author = 'Ann <ann@example.com>'): string {
  writeFileSync(join(directory, 'file'), message + String(Math.random()));
  git('add', '.');
  git('commit', '-q', '-m', message, `--author=${author}`);
  return git('rev-parse', 'HEAD');
}

describe('what a candidate brings', () => {
  it('is every commit since the base, newest first, with its people and tickets', async () => {
    const base = commit('first');
    commit('BIZPLAT-64951 remove SMTP logging', 'Bob <bob@example.com>');
    const head = commit('OPS-7: second\n\nCO-AUTHORED-BY: Cid <cid@example.com>\n\nmore text after it');
    const changes = await readChanges({ directory, bases: [base], head });
    expect(changes).toMatchObject({ totalCommits: 2, isCut: false, notAncestors: [] });
    expect(changes.commits.map((it) => [it.author.email, it.tickets])).toEqual([
      ['ann@example.com', ['OPS-7']],
      ['bob@example.com', ['BIZPLAT-64951']],
    ]);
    expect(changes.commits[0]?.coAuthors).toEqual([{ name: 'Cid', email: 'cid@example.com' }]);
  });

  it('covers what any of several hosts is missing', async () => {
    const oldest = commit('one');
    const newer = commit('two');
    const head = commit('three');
    const changes = await readChanges({ directory, bases: [newer, oldest], head });
    expect(changes.commits.map((it) => it.subject)).toEqual(['three', 'two']);
  });

  it('is nothing when the candidate runs already', async () => {
    const head = commit('one');
    expect(await readChanges({ directory, bases: [head], head })).toMatchObject({
      commits: [],
      totalCommits: 0,
    });
  });

  it('says which bases the candidate does not descend from', async () => {
    const first = commit('one');
    git('checkout', '-q', '-b', 'side');
    const side = commit('side');
    git('checkout', '-q', 'main');
    const head = commit('two');
    expect((await readChanges({ directory, bases: [side], head })).notAncestors).toEqual([side]);
    expect((await readChanges({ directory, bases: [first], head })).notAncestors).toEqual([]);
  });

  it('keeps the raw address whatever a .mailmap says', async () => {
    const base = commit('one');
    writeFileSync(join(directory, '.mailmap'), 'Nobody <nobody@example.com> <bob@example.com>\n');
    const head = commit('two', 'Bob <bob@example.com>');
    const changes = await readChanges({ directory, bases: [base], head });
    expect(changes.commits[0]?.author).toEqual({ name: 'Bob', email: 'bob@example.com' });
  });

  it('shows the real commit where refs/replace offers another', async () => {
    const base = commit('one');
    const head = commit('written by Bob', 'Bob <bob@example.com>');
    git('checkout', '-q', base);
    const other = commit('written by nobody', 'Nobody <nobody@example.com>');
    git('checkout', '-q', 'main');
    git('replace', head, other);
    const changes = await readChanges({ directory, bases: [base], head });
    expect(changes.commits[0]?.author.email).toBe('bob@example.com');
  });

  it('marks merges and keeps the commits they brought', async () => {
    const base = commit('one');
    git('checkout', '-q', '-b', 'feature');
    commit('BIZPLAT-1 feature', 'Bob <bob@example.com>');
    git('checkout', '-q', 'main');
    git('merge', '-q', '--no-ff', '-m', 'Merge feature', 'feature');
    const changes = await readChanges({ directory, bases: [base], head: git('rev-parse', 'HEAD') });
    expect(changes.commits.map((it) => it.isMerge)).toEqual([true, false]);
  });

  it('is refused when the folder is no repository, or a commit is not there', async () => {
    const head = commit('one');
    await expect(readChanges({ directory: tmpdir(), bases: [], head })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(readChanges({ directory, bases: ['f'.repeat(40)], head })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('ffffffffffff'),
    });
  });

  it('survives a message with every separator in it', async () => {
    const base = commit('one');
    const head = commit('two \u001f three\n\n\u001f four');
    const changes = await readChanges({ directory, bases: [base], head });
    expect(changes.commits).toHaveLength(1);
    expect(changes.commits[0]?.commit).toBe(head);
  });
});
