import type { Eligibility, Standing } from '../model/eligibility.ts';

type Persons = Eligibility['persons'];
type StandingOf<K extends Standing['kind']> = Extract<Standing, { kind: K }>;

interface PersonWith<K extends Standing['kind']> {
  readonly person: string;
  readonly displayName: string;
  readonly standing: StandingOf<K>;
}

/** Everyone in the workspace by how they stand; nobody is left out, so that everybody finds their own reason. */
export interface StandingGroups {
  readonly signed: readonly PersonWith<'signed'>[];
  readonly eligible: readonly PersonWith<'eligible'>[];
  readonly barred: readonly PersonWith<'barred'>[];
}

export function standingGroupsOf(persons: Persons): StandingGroups {
  return {
    signed: persons.flatMap(({ standing, ...it }) =>
      standing.kind === 'signed' ? [{ ...it, standing }] : [],
    ),
    eligible: persons.flatMap(({ standing, ...it }) =>
      standing.kind === 'eligible' ? [{ ...it, standing }] : [],
    ),
    barred: barredFirst(persons),
  };
}

/** Who would be in the group but for this change comes before those who never sign. */
function barredFirst(persons: Persons): StandingGroups['barred'] {
  const barred = persons.flatMap(({ standing, ...it }) =>
    standing.kind === 'barred' ? [{ ...it, standing }] : [],
  );
  const isOutside = (it: (typeof barred)[number]): number =>
    it.standing.bars.some(({ kind }) => kind === 'notInGroup') ? 1 : 0;
  return barred.toSorted((left, right) => isOutside(left) - isOutside(right));
}

/** Why this person may not sign, each reason by itself; empty for those who may. */
export function reasonsAgainst(persons: Persons, person: string): readonly string[] {
  const found = persons.find((it) => it.person === person);
  if (!found) return [`${person} is not one of the workspace’s people`];
  switch (found.standing.kind) {
    case 'eligible':
      return [];
    case 'signed':
      return ['signed already'];
    case 'barred':
      return found.standing.bars.map(({ text }) => text);
  }
}

/** Stopping needs no quorum and no group: whoever of the workspace has a key that counts may. */
export function whoMayReject(persons: Persons): readonly string[] {
  return persons
    .filter(
      ({ standing }) => standing.kind !== 'barred' || !standing.bars.some(({ kind }) => kind === 'noKey'),
    )
    .map(({ person }) => person);
}
