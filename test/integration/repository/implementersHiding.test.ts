import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readImplementers } from '../../../electron/repository/implementers/readImplementers.ts';
import { createHistory, type HistoryFixture, roster } from '../../fixtures/implementersHistory.ts';

let history: HistoryFixture;
beforeEach(() => {
  history = createHistory();
});
afterEach(() => history.dispose());

describe('nobody hides', () => {
  it('1: behind a .mailmap of the released repository', async () => {
    const base = history.commit('start');
    writeFileSync(join(history.directory, '.mailmap'), 'Mia <mia@shop.example> <bob@shop.example>\n');
    history.git(['config', 'log.mailmap', 'true']);
    expect(await history.namesOf(base, history.commit('work', { author: 'bob@shop.example' }))).toEqual([
      'bob',
    ]);
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
    const base = history.commit('start');
    expect(await history.namesOf(base, history.commit(message))).toEqual(['ana', 'bob']);
  });

  it('2: in a trailer without an address', async () => {
    const base = history.commit('start');
    const head = history.commit('work\n\nCo-authored-by: Bob from the third floor');
    expect(await history.findingsOf(base, head)).toMatchObject([
      { kind: 'unreadableIdentity', commit: head, message: expect.stringContaining('third floor') },
    ]);
  });

  it('3: behind refs/replace', async () => {
    const base = history.commit('start');
    const head = history.commit('work', { author: 'bob@shop.example' });
    history.git(['checkout', '-q', base]);
    history.git(['replace', head, history.commit('work', { author: 'mia@shop.example' })]);
    expect(await history.namesOf(base, head)).toEqual(['bob']);
  });

  it('4: on a merged branch, where first-parent would not look', async () => {
    const base = history.commit('start');
    history.git(['checkout', '-q', '-b', 'feature']);
    const hidden = history.commit('feature', { author: 'bob@shop.example' });
    history.git(['checkout', '-q', 'main']);
    history.git(['merge', '-q', '--no-ff', '-m', 'Merge', 'feature'], { author: 'li@shop.example' });
    const head = history.git(['rev-parse', 'HEAD']);
    const found = await history.known(base, head);
    expect(found.people).toEqual([
      { person: 'bob', commits: [{ repository: 'shop', commit: hidden, roles: ['author', 'committer'] }] },
      {
        person: 'li',
        commits: [{ repository: 'shop', commit: head, roles: ['author', 'committer', 'merger'] }],
      },
    ]);
  });

  it('5: behind upper and lower case of the address', async () => {
    const base = history.commit('start');
    expect(await history.namesOf(base, history.commit('work', { author: 'BOB@Shop.Example' }))).toEqual([
      'bob',
    ]);
  });

  it.each([
    ['of another alphabet', 'b\u043eb@shop.example'],
    ['that becomes ASCII in lower case only', 'Bob@shop.example'.replace('B', '\u212a')],
    ['with a tag', 'bob+x@shop.example'],
  ])('5: behind an address %s, which maps to nobody', async (_, email) => {
    const base = history.commit('start');
    const head = history.commit('work', { author: email });
    expect(await history.findingsOf(base, head)).toMatchObject([
      { kind: 'unmappedAddress', commit: head },
      { kind: 'unmappedAddress', commit: head },
    ]);
  });

  it('6: behind a moved base: an empty range blocks', async () => {
    history.commit('start');
    const head = history.commit('work', { author: 'bob@shop.example' });
    history.git(['tag', 'deployed', head]);
    expect(await history.findingsOf(history.git(['rev-parse', 'deployed']), head)).toMatchObject([
      { kind: 'emptyRange', wayOut: expect.stringContaining('nothing to promote') },
    ]);
  });

  it('6: behind a name instead of a commit, since names can be moved', async () => {
    const head = history.commit('start');
    history.git(['tag', 'deployed', head]);
    expect(await history.findingsOf('deployed', history.commit('work'))).toMatchObject([
      { kind: 'missingCommit' },
    ]);
    expect(await history.findingsOf(['--all'], head)).toMatchObject([{ kind: 'missingCommit' }]);
  });

  it('7: on a head that does not descend from what is deployed', async () => {
    const base = history.commit('start');
    history.git(['checkout', '-q', '-b', 'side']);
    const deployed = history.commit('side');
    history.git(['checkout', '-q', 'main']);
    const head = history.commit('work', { author: 'bob@shop.example' });
    expect(await history.findingsOf(deployed, head)).toMatchObject([
      { kind: 'notDescended', commit: deployed },
    ]);
    expect(await history.findingsOf(head, base)).toMatchObject([{ kind: 'notDescended' }]);
  });

  it('8: behind a bot that squashes', async () => {
    const base = history.commit('start');
    const head = history.commit('Feature (#12)', { author: 'noreply@forge.example' });
    expect(await history.findingsOf(base, head)).toMatchObject([
      { kind: 'onlyBots', commit: head, message: expect.stringContaining('forge') },
    ]);
    const merged = history.commit('Feature (#13)', {
      author: 'noreply@forge.example',
      committer: 'li@shop.example',
    });
    expect(await history.findingsOf(head, merged)).toMatchObject([{ kind: 'onlyBots', commit: merged }]);
    const named = history.commit('Feature (#14)\n\nCo-authored-by: Bob <bob@shop.example>', {
      author: 'noreply@forge.example',
    });
    expect(await history.namesOf(merged, named)).toEqual(['bob']);
  });

  it.each([
    [
      'a free name as address',
      ['author Ana <ana> 1 +0000', 'committer Ana <ana@shop.example> 1 +0000'],
      'unmappedAddress',
    ],
    [
      'no address',
      ['author Ana <> 1 +0000', 'committer Ana <ana@shop.example> 1 +0000'],
      'unreadableIdentity',
    ],
    ['no brackets', ['author Ana 1 +0000', 'committer Ana <ana@shop.example> 1 +0000'], 'unreadableIdentity'],
    [
      'two addresses',
      ['author Bob <bob@x> <ana@shop.example> 1 +0000', 'committer A <ana@shop.example> 1 +0000'],
      'unreadableIdentity',
    ],
    ['no author at all', ['committer Ana <ana@shop.example> 1 +0000'], 'unreadableIdentity'],
    [
      'a message in UTF-16',
      ['author A <ana@shop.example> 1 +0000', 'committer A <ana@shop.example> 1 +0000', 'encoding UTF-16'],
      'unreadableIdentity',
    ],
  ])('9: behind %s', async (_, headers, kind) => {
    const parent = history.commit('start');
    const head = history.commitRaw({ headers, parent, message: 'work\n' });
    expect(await history.findingsOf(parent, head)).toMatchObject([{ kind, commit: head }]);
  });

  it('behind a second author line', async () => {
    const parent = history.commit('start');
    const identity = (name: string): string => `<${name}@shop.example> 1 +0000`;
    const headers = [
      `author A ${identity('ana')}`,
      `author B ${identity('bob')}`,
      `committer A ${identity('ana')}`,
    ];
    expect(await history.namesOf(parent, history.commitRaw({ headers, parent, message: 'x' }))).toEqual([
      'ana',
      'bob',
    ]);
  });

  it('behind a NUL, after which Git shows nothing', async () => {
    const parent = history.commit('start');
    const headers = ['author A <ana@shop.example> 1 +0000', 'committer A <ana@shop.example> 1 +0000'];
    const head = history.commitRaw({
      headers,
      parent,
      message: 'x\0\nCo-authored-by: Bob <bob@shop.example>\n',
    });
    expect(await history.findingsOf(parent, head)).toMatchObject([
      { kind: 'unreadableIdentity', commit: head },
    ]);
  });

  it('behind a separator in a name', async () => {
    const parent = history.commit('start');
    const headers = [
      'author A\u001fmia@shop.example\u001f <bob@shop.example> 1 +0000',
      'committer A <bob@shop.example> 1 +0000',
    ];
    expect(await history.namesOf(parent, history.commitRaw({ headers, parent, message: 'x' }))).toEqual([
      'bob',
    ]);
  });

  it('behind grafts, or a history that was cut', async () => {
    const base = history.commit('start');
    history.commit('work', { author: 'bob@shop.example' });
    const head = history.commit('more');
    mkdirSync(join(history.directory, '.git', 'info'), { recursive: true });
    writeFileSync(join(history.directory, '.git', 'info', 'grafts'), `${head} ${base}\n`);
    expect(await history.findingsOf(base, head)).toMatchObject([{ kind: 'grafts' }]);
    const shallow = mkdtempSync(join(tmpdir(), 'signalbox-implementers-'));
    try {
      rmSync(join(history.directory, '.git', 'info', 'grafts'));
      execFileSync('git', ['clone', '-q', '--depth', '1', `file://${history.directory}`, shallow]);
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
    const head = history.commit('start');
    expect(await history.findingsOf([], head)).toMatchObject([{ kind: 'unknownBase' }]);
    expect(await history.findingsOf('f'.repeat(40), head)).toMatchObject([{ kind: 'missingCommit' }]);
    const repositories = [
      { name: 'shop', directory: join(history.directory, 'nowhere'), deployed: [head], head },
    ];
    expect(await readImplementers({ repositories, roster })).toMatchObject({
      findings: [{ kind: 'noRepository' }],
    });
    expect(await readImplementers({ repositories: [], roster })).toMatchObject({ kind: 'blocked' });
  });

  it('says which commit, and the way out', async () => {
    const base = history.commit('start');
    const head = history.commit('work', { author: 'stranger@else.example', committer: 'ana@shop.example' });
    expect(await history.findingsOf(base, head)).toEqual([
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
    const base = history.commit('start');
    const repositories = [
      { name: 'shop', directory: history.directory, deployed: [base], head: history.commit('work') },
    ];
    const signal = AbortSignal.abort();
    await expect(readImplementers({ repositories, roster }, { signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });
});
