import type { Facets, Subject } from '../../../shared/view/recordFacets.ts';
import type { SqliteDatabase } from '../sqliteDatabase.ts';

/** What earlier records passed on to a rollout or a promotion, for the later ones about it. */
export interface Subjects {
  /** Takes note of what is passed on, and gives what the record says itself with what holds for it besides. */
  complete(own: Facets, about: readonly Subject[]): Facets;
  /** Writes what is new since the last time; within the caller's transaction. */
  write(): void;
  /** What was looked up or not written yet is forgotten: the index has become another one. */
  forget(): void;
}

export function createSubjects(database: SqliteDatabase): Subjects {
  const known = new Map<string, Facets>();
  let fresh: string[] = [];
  const select = database.prepare('SELECT facets FROM subject WHERE name = ?').pluck();
  const insert = database.prepare('INSERT OR IGNORE INTO subject(name, facets) VALUES (?, ?)');

  function look(name: string): Facets | undefined {
    const cached = known.get(name);
    if (cached) return cached;
    const text: unknown = select.get(name);
    if (typeof text !== 'string') return undefined;
    const facets: Facets = JSON.parse(text);
    known.set(name, facets);
    return facets;
  }

  return {
    complete(own, about) {
      let all = own;
      for (const { name, passesOn } of about) {
        const earlier = look(name);
        if (earlier) all = { ...earlier, ...all };
        else if (Object.keys(passesOn).length > 0) {
          known.set(name, passesOn);
          fresh.push(name);
        }
      }
      return all;
    },
    write() {
      for (const name of fresh) insert.run(name, JSON.stringify(known.get(name)));
      fresh = [];
    },
    forget() {
      known.clear();
      fresh = [];
    },
  };
}
