import { describe, expect, it } from 'vitest';
import { history, lateChange, people } from '../../../electron/demo/repository/sourceHistory.ts';
import { toFastImport } from '../../../electron/demo/repository/toFastImport.ts';

describe("the history of the demo's repository", () => {
  it('has a dozen commits and more, by five people, in the order of their dates', () => {
    const authors = new Set(history.map(({ author }) => author.name));
    expect(authors.size).toBe(Object.keys(people).length);
    expect(history.filter(({ kind }) => kind !== 'tag').length).toBeGreaterThanOrEqual(12);
    expect(history.map(({ at }) => at)).toEqual(history.map(({ at }) => at).toSorted());
  });

  it('names a ticket on every branch, and in every commit of it', () => {
    for (const step of history) {
      if (step.kind === 'tag' || step.branch === undefined) continue;
      const ticket = /^BIZPLAT-\d+/.exec(step.branch)?.[0] ?? 'no ticket';
      expect(step.message).toContain(ticket);
    }
  });

  it('leaves two releasers who had no hand in what comes after 1.0.0, or nobody could sign it off', () => {
    const after = history.slice(1 + history.findIndex((it) => it.kind === 'tag' && it.version === '1.0.0'));
    const hands = [...after, lateChange].flatMap((it) =>
      'message' in it ? [it.author.email, it.message] : [],
    );
    const committers = after.flatMap((it) => ('committer' in it && it.committer ? [it.committer.email] : []));
    for (const { email } of [people.li, people.omar])
      expect([...hands, ...committers].join()).not.toContain(email);
    expect([...hands].join()).toContain(people.ana.email);
  });

  it('refuses to merge a branch that has no commit', () => {
    const step = { kind: 'merge', branch: 'ghost', author: people.ana, at: '2026-01-01T00:00:00Z' } as const;
    expect(() => toFastImport([{ ...step, message: 'Merge' }])).toThrow('nothing to merge: ghost');
  });
});
