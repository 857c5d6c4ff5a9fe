import type { ReconciledDifference } from '../journal/auditEvents.ts';
import type { JournalState } from '../journal/state.ts';
import type { AttentionItem } from './attentionList.ts';

/** In a word or two, for a chip. */
export const differenceWords: Readonly<Record<ReconciledDifference['kind'], string>> = {
  deployedByHand: 'by hand',
  artifactDiffers: 'other artifact',
  neverDeployed: 'never deployed',
  unknownHost: 'unknown host',
};

/** What a cell of the matrix says of its hosts' own journals. */
export interface DifferenceMark {
  readonly kind: 'difference';
  readonly text: string;
  readonly short?: string;
}

type Reconciled = Pick<JournalState, 'reconciliations'>;

export interface DifferenceRow extends ReconciledDifference {
  /** When the hosts were compared, and the record that tells of it. */
  readonly at: string;
  readonly seq: number;
}

/** In what hosts and journal disagreed when they were compared last, environment by environment. */
export function differencesOf({ reconciliations }: Reconciled): readonly DifferenceRow[] {
  return Object.entries(reconciliations)
    .toSorted(([left], [right]) => left.localeCompare(right))
    .flatMap(([, { at, seq, differences }]) => differences.map((it) => ({ ...it, at, seq })));
}

/** By `service/environment`; cells without a difference are not in it. */
export function differenceMarksByTarget(state: Reconciled): ReadonlyMap<string, DifferenceMark> {
  const byTarget = Map.groupBy(
    differencesOf(state),
    ({ service, environment }) => `${service}/${environment}`,
  );
  return new Map(
    [...byTarget].map(([key, found]) => [
      key,
      {
        kind: 'difference',
        text: `Hosts and journal disagree: ${found.map(({ text }) => text).join('. ')}`,
        ...(found.length > 1 ? { short: String(found.length) } : {}),
      },
    ]),
  );
}

/** Each stays until a comparison finds it no more. */
export function differenceMatters(state: Reconciled): readonly AttentionItem[] {
  return differencesOf(state).map(({ kind, service, environment, host, text, at }) => ({
    id: `difference/${kind}/${service}/${environment}/${host}/${text}`,
    kind: 'difference',
    tone: 'bad',
    waitsFor: 'ops staff',
    place: `${service} in ${environment} on ${host}`,
    message: `Host and journal disagree: ${withoutHost(text, host)}.`,
    wayOut:
      'Find out who changed the host; roll the recorded release out again, then compare the hosts anew.',
    since: at,
    leadsTo: { kind: 'audit', tab: 'hosts' },
  }));
}

/** Where the host is named beside it, once is enough. */
export function withoutHost(text: string, host: string): string {
  const prefix = `${host}: `;
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}
