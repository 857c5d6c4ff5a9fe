import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyEngineFiles } from '../../../electron/app/engineFiles.ts';
import { exportCommit } from '../../../electron/repository/exportCommit.ts';
import { engine } from '../../../shared/model/engine.ts';
import { Fault } from '../../../shared/protocol/fault.ts';

let outer: string;
let directory: string;
let into: string;
beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), 'signalbox-export-'));
  directory = join(outer, 'play books');
  into = join(outer, 'files');
  mkdirSync(directory);
  git(['init', '-q', '-b', 'main']);
});
afterEach(() => rmSync(outer, { recursive: true, force: true }));

function git(args: readonly string[], input = ''): string {
  const who = ['-c', 'user.name=Pia', '-c', 'user.email=pia@shop.example'];
  // Names that Git itself would not let into an index: hostile trees are made by hand.
  return execFileSync('git', [...who, '-c', 'core.protectNTFS=false', ...args], {
    cwd: directory,
    input,
    encoding: 'utf8',
  }).trim();
}

const blob = (text: string): string => git(['hash-object', '-w', '--stdin'], text);

/** Entries as `MODE NAME`, or `MODE NAME` of a tree that is given; written as they are, without Git's own doubts. */
function commitOf(entries: readonly { mode: string; name: string; id: string }[]): string {
  const lines = entries.map(
    ({ mode, name, id }) =>
      `${mode} ${mode === '40000' ? 'tree' : mode === '160000' ? 'commit' : 'blob'} ${id}\t${name}\0`,
  );
  const tree = git(['mktree', '--missing', '-z'], lines.join(''));
  return git(['commit-tree', tree, '-m', 'made by hand']);
}

const file = (name: string, text: string, mode = '100644') => ({ mode, name, id: blob(text) });
const link = (name: string, to: string) => file(name, to, '120000');

async function refusalOf(commit: string): Promise<string> {
  const refused: unknown = await exportCommit({ directory, commit, into }).catch((error: unknown) => error);
  expect(existsSync(into)).toBe(false);
  return refused instanceof Fault ? `${refused.code}: ${refused.message}` : 'let through';
}

describe('the files of a commit', () => {
  it('are written as the objects say, whatever attributes, branches and the working tree say', async () => {
    const roles = git(['mktree'], `100644 blob ${blob('- debug:\n')}\tmain.yml\n`);
    const commit = commitOf([
      file('.gitattributes', '*.yml export-ignore ident\n'),
      file('deploy.yml', '$Id$\r\n'),
      file('check ✓', '#!/bin/sh\n', '100755'),
      link('latest.yml', 'roles/main.yml'),
      { mode: '40000', name: 'roles', id: roles },
    ]);
    git(['update-ref', 'refs/heads/main', commitOf([file('deploy.yml', 'newer')])]);
    git(['replace', commit, 'main']);

    await exportCommit({ directory, commit, into });
    expect(readFileSync(join(into, 'deploy.yml'), 'utf8')).toBe('$Id$\r\n');
    expect(statSync(join(into, 'check ✓')).mode & 0o111).not.toBe(0);
    expect(readlinkSync(join(into, 'latest.yml'))).toBe('roles/main.yml');
    expect(readFileSync(join(into, 'latest.yml'), 'utf8')).toBe('- debug:\n');
  });

  it('are refused where one of them would come to lie, or lead, elsewhere', async () => {
    const inner = git(['mktree'], `100644 blob ${blob('x')}\tx\n120000 blob ${blob('..')}\tup\n`);
    const folder = { mode: '40000', name: 'sub', id: inner };
    const cases: readonly (readonly [Parameters<typeof commitOf>[0], string])[] = [
      [[link('passwd', '/etc/passwd')], 'leads out of the repository'],
      [[link('out', '../..')], 'leads out of the repository'],
      // Each of the two stays inside by its words; one through the other does not.
      [[link('a', 'sub/up/..'), folder], 'leads out of the repository'],
      [[link('gone', 'nowhere')], 'leads nowhere'],
      [[file('a\nb', 'x')], 'control characters'],
      [[file('a\\b', 'x')], 'backslash'],
      [[{ mode: '160000', name: 'roles', id: '1'.repeat(40) }], 'submodule'],
    ];
    for (const [entries, why] of cases) expect(await refusalOf(commitOf(entries))).toContain(why);
    const names = ['..', '.git', '.GIT'];
    for (const name of names) {
      // mktree refuses them too: the tree is written as raw bytes.
      const id = Buffer.from(blob('x'), 'hex');
      const tree = execFileSync('git', ['hash-object', '-t', 'tree', '--literally', '-w', '--stdin'], {
        cwd: directory,
        input: Buffer.concat([Buffer.from(`100644 ${name}\0`), id]),
        encoding: 'utf8',
      }).trim();
      expect(await refusalOf(git(['commit-tree', tree, '-m', 'hostile']))).toMatch(/^INVALID_INPUT: /);
    }
  });

  it('are missing with the way out where the commit, the repository or the playbook is not there', async () => {
    const commit = commitOf([file('site.yml', ''), file('inv', '')]);
    const wanted = {
      kind: 'ansible',
      repository: directory,
      commit,
      playbook: 'site.yml',
      inventory: 'inv',
      variables: {},
    };
    await verifyEngineFiles(engine.parse(wanted), {});
    await expect(
      verifyEngineFiles(engine.parse({ ...wanted, playbook: 'deploy.yml' }), {}),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `The commit ${commit.slice(0, 12)} of ${directory} has no playbook deploy.yml.`,
      wayOut: expect.stringContaining('At the root there are: site.yml.'),
    });
    await expect(
      verifyEngineFiles(engine.parse({ ...wanted, commit: 'd'.repeat(40) }), {}),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
      wayOut: expect.stringContaining(`git -C ${directory} fetch`),
    });
    const nowhere = engine.parse({ ...wanted, repository: join(outer, 'nowhere') });
    await expect(verifyEngineFiles(nowhere, {})).rejects.toThrow('is no Git repository');
  });
});
