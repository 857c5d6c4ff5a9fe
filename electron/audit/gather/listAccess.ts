import { roster as rosterSchema } from '../../../shared/model/person.ts';
import { describeAuthorship } from '../../../shared/view/describeSignoff.ts';
import type { EvidenceQuery, ReadBlob, Row } from '../evidence.ts';
import { parseJson } from '../verify/judgeRollout.ts';
import type { Trail } from './readTrail.ts';

interface Held {
  readonly person: string;
  readonly role: string;
  readonly what: string;
  readonly environment: string;
}

interface Span {
  readonly since: { readonly seq: number; readonly envelope: { readonly at: string } };
  readonly until: { readonly seq: number; readonly envelope: { readonly at: string } } | undefined;
  readonly changedBy: string;
  readonly held: readonly Held[];
}

/** Who held which role, which key and which right to sign, from when to when: spans without a break are one row. */
export function listAccess(trail: Trail, blob: ReadBlob, query: EvidenceQuery): Row[] {
  const environments = [...new Set(trail.policies.map((it) => it.environment))].toSorted();
  const wanted = environments.filter(
    (it) => query.environments.length === 0 || query.environments.includes(it),
  );
  const series: Span[][] = [
    toRosterSpans(trail, blob),
    ...wanted.map((environment) => toPolicySpans(trail, environment)),
  ];
  return series
    .flatMap(joinSpans)
    .filter(
      (it) => (it['fromAt'] ?? '') < query.toAt && (it['toAt'] === '' || (it['toAt'] ?? '') > query.fromAt),
    );
}

function toRosterSpans(trail: Trail, blob: ReadBlob): Span[] {
  return trail.rosters.map(({ since, until }) => {
    const bytes = blob(since.event.rosterSha256);
    const parsed = rosterSchema.safeParse(bytes ? parseJson(bytes) : undefined);
    const people = parsed.success ? parsed.data.people : [];
    const held = people.flatMap(({ name, groups, keys }): Held[] => [
      ...groups.map((group) => ({ person: name, role: 'group', what: group, environment: '' })),
      ...keys.map((key) => ({
        person: name,
        role: 'key',
        what: [
          key.fingerprint,
          ...(key.validFromAt === undefined ? [] : [`from ${key.validFromAt}`]),
          ...(key.validBeforeAt === undefined ? [] : [`before ${key.validBeforeAt}`]),
          ...(key.isRevoked ? ['revoked'] : []),
        ].join(' '),
        environment: '',
      })),
    ]);
    return { since, until, changedBy: describeAuthorship(since.event.changedBy), held };
  });
}

function toPolicySpans(trail: Trail, environment: string): Span[] {
  return trail.policies
    .filter((it) => it.environment === environment)
    .map(({ policy, since, until }) => {
      const { emergency } = policy;
      const may = (people: readonly string[], role: string, group: string): Held[] =>
        people.map((person) => ({ person, role, what: group, environment }));
      return {
        since,
        until,
        changedBy: describeAuthorship(since.event.changedBy),
        held: [
          ...may(policy.members, 'may approve', policy.group),
          ...(emergency ? may(emergency.members, 'may approve emergencies', emergency.group) : []),
          ...(emergency ? may(emergency.reviewMembers, 'may review emergencies', emergency.reviewGroup) : []),
        ],
      };
    });
}

/** What was held before a change of the files and after it was held without a break. */
function joinSpans(spans: readonly Span[]): Row[] {
  const rows: Record<string, string>[] = [];
  let open = new Map<string, Record<string, string>>();
  for (const span of spans) {
    const next = new Map<string, Record<string, string>>();
    for (const it of span.held) {
      const key = JSON.stringify(it);
      const going = open.get(key);
      const row = going ?? {
        person: it.person,
        role: it.role,
        what: it.what,
        environment: it.environment,
        fromAt: span.since.envelope.at,
        toAt: '',
        fromRecord: String(span.since.seq),
        toRecord: '',
        changedBy: span.changedBy,
      };
      if (!going) rows.push(row);
      row['toAt'] = span.until?.envelope.at ?? '';
      row['toRecord'] = span.until === undefined ? '' : String(span.until.seq);
      next.set(key, row);
    }
    // A policy that was removed and came back later is a gap.
    open = span.until && spans.some((it) => it.since.seq === span.until?.seq) ? next : new Map();
  }
  return rows;
}
