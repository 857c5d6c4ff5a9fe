import { z } from 'zod';
import { gitCommit, sha256Hex } from './names.ts';
import { personName } from './person.ts';

/** What a commit says somebody did with it. */
export const implementerRole = z.enum(['author', 'coAuthor', 'committer', 'merger', 'signedOffBy']);
export type ImplementerRole = z.infer<typeof implementerRole>;

/** One commit that somebody had a hand in. */
export const implementedCommit = z.strictObject({
  repository: z.string(),
  commit: gitCommit,
  roles: z.array(implementerRole).min(1),
});
export type ImplementedCommit = z.infer<typeof implementedCommit>;

/** The commits between what is deployed and the candidate, in one repository. */
export const implementerRange = z.strictObject({
  repository: z.string(),
  /** What is really deployed, sorted; empty where nothing is, and then all history counts. */
  bases: z.array(gitCommit),
  head: gitCommit,
  totalCommits: z.number().int().min(1),
});
export type ImplementerRange = z.infer<typeof implementerRange>;

/** Everyone who had a hand in a change, with the source of each fact. Complete, or it would not exist. */
export const implementers = z.strictObject({
  /** Sorted by repository. */
  ranges: z.array(implementerRange).min(1),
  /** Sorted by name; commits sorted by repository, then by id. */
  people: z.array(z.strictObject({ person: personName, commits: z.array(implementedCommit) })),
  /** Programs that are listed by name and bar nobody. */
  bots: z.array(z.strictObject({ bot: personName, commits: z.array(implementedCommit) })),
  totalCommits: z.number().int().min(1),
  /** SHA-256 of everything above, in canonical JSON. */
  sha256: sha256Hex,
});
export type Implementers = z.infer<typeof implementers>;

/** Why it cannot be told who wrote a change. Each blocks the promotion. */
export const implementerFinding = z.strictObject({
  kind: z.enum([
    'unmappedAddress',
    'unreadableIdentity',
    'onlyBots',
    'emptyRange',
    'notDescended',
    'unknownBase',
    'missingCommit',
    'shallowHistory',
    'grafts',
    'noRepository',
    'tooManyCommits',
  ]),
  repository: z.string(),
  commit: gitCommit.optional(),
  message: z.string(),
  wayOut: z.string(),
});
export type ImplementerFinding = z.infer<typeof implementerFinding>;

export const implementersAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('known'), implementers }),
  z.strictObject({ kind: z.literal('blocked'), findings: z.array(implementerFinding).min(1) }),
]);
export type ImplementersAnswer = z.infer<typeof implementersAnswer>;
