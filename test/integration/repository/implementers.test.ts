import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readImplementers } from '../../../electron/repository/implementers/readImplementers.ts';
import { toCanonicalSha256 } from '../../../electron/signoff/people/canonicalSha256.ts';
import {
  createHistory,
  createRepository,
  type HistoryFixture,
  roster,
} from '../../fixtures/implementersHistory.ts';

let history: HistoryFixture;
beforeEach(() => {
  history = createHistory();
});
afterEach(() => history.dispose());

describe('who had a hand in a change', () => {
  it('is everyone that any commit names, each with commit and role', async () => {
    const base = history.commit('start', { author: 'mia@shop.example' });
    const one = history.commit('work', { author: 'ana@shop.example', committer: 'bob@shop.example' });
    const two = history.commit('more\n\nSigned-off-by: Li <li@shop.example>\n');
    const found = await history.known(base, two);
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
    const base = history.commit('start');
    const head = history.commit('work\n\nCo-authored-by: Bob <bob@shop.example>');
    const { sha256, ...content } = await history.known(base, head);
    expect(sha256).toBe(toCanonicalSha256(content));
    expect((await history.known(base, head)).sha256).toBe(sha256);
    const later = history.commit('again');
    expect((await history.known(base, later)).sha256).not.toBe(sha256);
  });

  it('covers every repository of the release', async () => {
    const library = createRepository();
    try {
      const libraryBase = history.commit('start', { folder: library });
      const libraryHead = history.commit('work', { folder: library, author: 'li@shop.example' });
      const base = history.commit('start');
      const head = history.commit('work', { author: 'bob@shop.example' });
      const answer = await readImplementers({
        repositories: [
          { name: 'shop', directory: history.directory, deployed: [base], head },
          { name: 'library', directory: library, deployed: [libraryBase], head: libraryHead },
        ],
        roster,
      });
      expect(answer).toMatchObject({
        kind: 'known',
        implementers: {
          people: [
            { person: 'bob' },
            { person: 'li', commits: [{ repository: 'library', commit: libraryHead }] },
          ],
          ranges: [{ repository: 'library' }, { repository: 'shop' }],
          totalCommits: 2,
        },
      });
    } finally {
      rmSync(library, { recursive: true, force: true });
    }
  });

  it('covers whatever any of several hosts lacks', async () => {
    const oldest = history.commit('start');
    const newer = history.commit('bob', { author: 'bob@shop.example' });
    const head = history.commit('li', { author: 'li@shop.example' });
    expect(await history.namesOf([newer, oldest], head)).toEqual(['bob', 'li']);
    expect(await history.namesOf([newer, newer], head)).toEqual(['li']);
  });

  it('is the whole history where nothing is deployed yet', async () => {
    history.commit('mia', { author: 'mia@shop.example' });
    expect(await history.namesOf('nothing', history.commit('li', { author: 'li@shop.example' }))).toEqual([
      'li',
      'mia',
    ]);
  });

  it('lists bots by name, and they bar nobody', async () => {
    const base = history.commit('start');
    const head = history.commit('bump', {
      author: 'updates@forge.example',
      committer: 'noreply@forge.example',
    });
    const found = await history.known(base, head);
    expect(found.people).toEqual([]);
    expect(found.bots.map((it) => it.bot)).toEqual(['forge', 'updates']);
  });
});
