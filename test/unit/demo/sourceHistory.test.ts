import { describe, expect, it } from 'vitest';
import { history, people } from '../../../electron/demo/repository/sourceHistory.ts';
import { toFastImport } from '../../../electron/demo/repository/toFastImport.ts';

describe("the history of the demo's repository", () => {
  it('has a dozen commits and more, by four people, in the order of their dates', () => {
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

  it('refuses to merge a branch that has no commit', () => {
    const step = { kind: 'merge', branch: 'ghost', author: people.ada, at: '2026-01-01T00:00:00Z' } as const;
    expect(() => toFastImport([{ ...step, message: 'Merge' }])).toThrow('nothing to merge: ghost');
  });
});
