import type { JournalEvent } from '../journal/events.ts';
import type { JournalRecord } from '../journal/record.ts';
import { describeRecord, hostOf } from './describeRecord.ts';

/**
 * By what records are filtered. A new one: its name here and in `journalFilter`, its value in `facetsOf`, and a new
 * `indexVersion` (electron/journal/queryIndex), so that what was indexed without it is indexed anew.
 */
export const facetNames = [
  'kind',
  'person',
  'service',
  'environment',
  'host',
  'rolloutId',
  'promotionId',
] as const;
export type FacetName = (typeof facetNames)[number];
export type Facets = Readonly<Partial<Record<FacetName, string>>>;

export interface RecordFacets {
  /** What the record itself says. */
  readonly own: Facets;
  /** What it is about, such as `rollout/4711`: what an earlier record passed on to that holds for this one too. */
  readonly subjects: readonly Subject[];
}

export interface Subject {
  readonly name: string;
  /** Holds for every later record about it; of two records that say so, the first one's word. */
  readonly passesOn: Facets;
}

/** The facets of one record, as far as it can be read by itself: a step knows its rollout, not its service. */
export function facetsOf({ event, envelope }: Pick<JournalRecord, 'envelope' | 'event'>): RecordFacets {
  const rolloutId = textOf(event, 'rolloutId');
  const promotionId = textOf(event, 'promotionId');
  const target: Mutable<Facets> = {};
  keep(target, 'service', textOf(event, 'service'));
  keep(target, 'environment', textOf(event, 'environment'));
  const own: Mutable<Facets> = { kind: event.kind, person: envelope.actor.name, ...target };
  keep(own, 'host', hostOf(event));
  keep(own, 'rolloutId', rolloutId);
  keep(own, 'promotionId', promotionId);
  const subjects: Subject[] = [];
  if (rolloutId !== undefined) {
    const passesOn = { ...target };
    keep(passesOn, 'promotionId', promotionId);
    subjects.push({ name: `rollout/${rolloutId}`, passesOn });
  }
  if (promotionId !== undefined) subjects.push({ name: `promotion/${promotionId}`, passesOn: target });
  return { own, subjects };
}

/** What words are looked for in: the sentence, the names, and the digests that a release and a plan are known by. */
export function searchTextsOf(record: Pick<JournalRecord, 'envelope' | 'event'>, facets: Facets): string[] {
  const texts = [describeRecord(record)];
  for (const name of facetNames) {
    const text = name === 'kind' ? undefined : facets[name];
    if (text !== undefined) texts.push(text);
  }
  const { event } = record;
  if (event.kind === 'rolloutRequested')
    texts.push(event.release.commit, event.release.artifactSha256, event.planSha256);
  return texts;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function keep(facets: Mutable<Facets>, name: FacetName, value: string | undefined): void {
  if (value !== undefined) facets[name] = value;
}

/** Events of any kind that have such a field, also kinds that are yet to come. */
function textOf(event: JournalEvent, field: string): string | undefined {
  const value: unknown = Reflect.get(event, field);
  return typeof value === 'string' ? value : undefined;
}
