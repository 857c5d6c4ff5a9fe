import { implementers as implementersSchema } from '../../../shared/model/implementer.ts';
import { roster as rosterSchema, type Roster } from '../../../shared/model/person.ts';
import type { Policy } from '../../../shared/model/policy.ts';
import { statementBindings } from '../../../shared/model/statement.ts';
import type { EvidenceFinding, FindingKind, ReadBlob } from '../evidence.ts';
import { bindingsAt, policyAt, rosterAt, type RecordOf, type Trail } from '../gather/readTrail.ts';
import { judgeRollout, parseJson } from './judgeRollout.ts';

/** What a signature proves, judged by people and policy as they were when it was recorded. */
export interface SignatureQuestion {
  readonly statementBytes: Uint8Array;
  readonly armor: Uint8Array;
  readonly roster: Roster;
  readonly policy: Policy;
  readonly allowedSigners: string;
  readonly revokedKeys: string | undefined;
  readonly person: string;
  readonly recordedAt: string;
}

export type SignatureAnswer =
  | {
      readonly kind: 'verified';
      readonly person: string;
      readonly fingerprint: string;
      readonly statement: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'refused'; readonly message: string };

/** What this room needs of `electron/signoff`. */
export interface VerifyPorts {
  judgeSignature(question: SignatureQuestion): Promise<SignatureAnswer>;
  readonly toCanonicalSha256: (value: unknown) => string;
}

/**
 * What a chain alone cannot show: that sign-offs are what people signed, under the rules of their time, and were there before
 * the first host. Findings in the journal's order; none for a journal that this app wrote and nobody changed.
 */
export async function verifyTrail(
  trail: Trail,
  blob: ReadBlob,
  ports: VerifyPorts,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<EvidenceFinding[]> {
  const promotions = [...trail.promotions.values()];
  const total = promotions.length + trail.rollouts.size;
  const findings: EvidenceFinding[] = [
    ...findRepeatedRecords(trail),
    ...findForgedPolicies(trail, ports),
    ...findChangedRosters(trail, blob, ports),
    ...findForgedImplementers(trail, blob, ports),
  ];
  let done = 0;
  const readRoster = createRosterReader(blob);
  const taken = new Set<string>();
  for (const promotion of promotions) {
    for (const signoff of promotion.signoffs) {
      const bindings = bindingsAt(promotion, signoff.seq);
      findings.push(...findMisfits(signoff, bindings));
      findings.push(...(await verifySignoff(signoff, { trail, blob, ports, readRoster, taken })));
    }
    onProgress((done += 1), total);
  }
  for (const rollout of trail.rollouts.values()) {
    findings.push(...judgeRollout(rollout, trail, blob));
    onProgress((done += 1), total);
  }
  return findings.toSorted((a, b) => a.seq - b.seq);
}

/** Ids are random: the same one twice is a record that was played back. */
function findRepeatedRecords(trail: Trail): EvidenceFinding[] {
  const seen = new Map<string, number>();
  return trail.records.flatMap(({ seq, envelope }): EvidenceFinding[] => {
    const first = seen.get(envelope.id);
    seen.set(envelope.id, first ?? seq);
    if (first === undefined) return [];
    return [{ kind: 'recordRepeated', seq, message: `record ${seq} repeats record ${first}` }];
  });
}

function findForgedPolicies(trail: Trail, { toCanonicalSha256 }: VerifyPorts): EvidenceFinding[] {
  return trail.policies.flatMap(({ policy, environment, since }): EvidenceFinding[] => {
    const { version, ...rules } = policy;
    if (toCanonicalSha256(rules) === version) return [];
    const message = `the policy of ${environment} in record ${since.seq} is not the one that its version names`;
    return [{ kind: 'policyForged', seq: since.seq, message }];
  });
}

function findChangedRosters(
  trail: Trail,
  blob: ReadBlob,
  { toCanonicalSha256 }: VerifyPorts,
): EvidenceFinding[] {
  return trail.rosters.flatMap(({ since }): EvidenceFinding[] => {
    const { seq, event } = since;
    const bytes = blob(event.rosterSha256);
    if (!bytes || !blob(event.allowedSignersSha256)) {
      return [
        { kind: 'blobMissing', seq, message: `the list of people that record ${seq} put in force is gone` },
      ];
    }
    if (toCanonicalSha256(parseJson(bytes)) === event.rosterSha256) return [];
    return [{ kind: 'rosterChanged', seq, message: `the list of people of record ${seq} was changed` }];
  });
}

function findForgedImplementers(
  trail: Trail,
  blob: ReadBlob,
  { toCanonicalSha256 }: VerifyPorts,
): EvidenceFinding[] {
  return [...trail.promotions.values()].flatMap((promotion) =>
    [promotion.requested, ...promotion.revisions].flatMap((record): EvidenceFinding[] => {
      const { implementersBlobSha256, bindings } = record.event;
      const { seq } = record;
      const bytes = blob(implementersBlobSha256);
      const at = { seq, promotionId: promotion.id };
      if (!bytes) {
        const message = `who wrote the change of promotion ${promotion.id} is gone from the journal`;
        return [{ kind: 'blobMissing', ...at, message }];
      }
      const parsed = implementersSchema.safeParse(parseJson(bytes));
      const { sha256, ...facts } = parsed.success ? parsed.data : { sha256: undefined };
      if (sha256 === bindings.implementersSha256 && toCanonicalSha256(facts) === sha256) return [];
      const message = `who wrote the change of promotion ${promotion.id} is not what was asked about`;
      return [{ kind: 'implementersForged', ...at, message }];
    }),
  );
}

const bindingNames = statementBindings.keyof().options;

/** An approval or review says what the journal asked at that moment; a rejection is held to its promotion alone. */
function findMisfits(
  { seq, event }: RecordOf<'signoffRecorded'>,
  bindings: ReturnType<typeof bindingsAt>,
): EvidenceFinding[] {
  const held = event.decision === 'reject' ? (['promotion'] as const) : bindingNames;
  const wrong = held.filter((name) => event.statement[name] !== bindings[name]);
  if (wrong.length === 0 && event.statement.promotion === event.promotionId) return [];
  const what = wrong[0] ?? 'promotion';
  const message = `the sign-off of ${event.person} in record ${seq} is about another question: its ${what} is not what was asked`;
  return [{ kind: 'signoffChanged', seq, promotionId: event.promotionId, message }];
}

async function verifySignoff(
  signoff: RecordOf<'signoffRecorded'>,
  of: {
    readonly trail: Trail;
    readonly blob: ReadBlob;
    readonly ports: VerifyPorts;
    readonly readRoster: (sha256: string) => Roster | undefined;
    readonly taken: Set<string>;
  },
): Promise<EvidenceFinding[]> {
  const { seq, event, envelope } = signoff;
  const find = (kind: FindingKind, message: string): EvidenceFinding[] => [
    { kind, seq, message, promotionId: event.promotionId },
  ];
  const who = `the sign-off of ${event.person} in record ${seq}`;
  const name = `${event.statementSha256}/${event.person}`;
  if (of.taken.has(name)) return find('signoffRepeated', `${who} was taken in before`);
  of.taken.add(name);

  const statementBytes = of.blob(event.statementSha256);
  const armor = of.blob(event.signatureSha256);
  if (!statementBytes || !armor) {
    return find('blobMissing', `${who} has lost its statement or its signature`);
  }
  const span = rosterAt(of.trail, seq)?.since.event;
  const roster = span && of.readRoster(span.rosterSha256);
  const allowedSigners = span && of.blob(span.allowedSignersSha256);
  const policy = policyAt(of.trail, event.statement.environment, seq)?.policy;
  if (!span || !roster || !allowedSigners || !policy) {
    return find('signoffInvalid', `${who} was made while nobody could sign: no people or no policy in force`);
  }
  const revoked = span.revokedKeysSha256 === undefined ? undefined : of.blob(span.revokedKeysSha256);
  const answer = await of.ports.judgeSignature({
    statementBytes,
    armor,
    roster,
    policy,
    allowedSigners: Buffer.from(allowedSigners).toString('utf8'),
    revokedKeys: revoked && Buffer.from(revoked).toString('utf8'),
    person: event.person,
    recordedAt: envelope.at,
  });
  if (answer.kind === 'refused') return find('signoffInvalid', `${who} does not hold: ${answer.message}`);
  if (answer.fingerprint !== event.fingerprint || answer.person !== event.person) {
    return find(
      'signoffChanged',
      `${who} was signed by ${answer.person} with ${answer.fingerprint}, not as recorded`,
    );
  }
  const differing = Object.entries(event.statement).find(
    ([field, value]) => answer.statement[field] !== value,
  );
  if (differing) {
    return find('signoffChanged', `${who} is recorded with another ${differing[0]} than was signed`);
  }
  if (event.decision !== event.statement.decision) {
    return find(
      'signoffChanged',
      `${who} is recorded as ${event.decision}, and says ${event.statement.decision}`,
    );
  }
  return [];
}

function createRosterReader(blob: ReadBlob): (sha256: string) => Roster | undefined {
  const known = new Map<string, Roster | undefined>();
  return (sha256) => {
    if (!known.has(sha256)) {
      const bytes = blob(sha256);
      const parsed = rosterSchema.safeParse(bytes ? parseJson(bytes) : undefined);
      known.set(sha256, parsed.success ? parsed.data : undefined);
    }
    return known.get(sha256);
  };
}
