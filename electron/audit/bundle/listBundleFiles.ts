import { columns, toFileNumber, type Change } from '../evidence.ts';
import { toCanonicalPath } from '../paths.ts';
import type { BundleFile, BundleSource } from './bundleSource.ts';
import { describeCompleteness } from './describeCompleteness.ts';
import { describeBundle } from './describeBundle.ts';
import { toCsv, toJsonLines } from './toCsv.ts';

/**
 * Every file of a bundle but the PDF, the checker and the hashes, in the order in which people read them: the population first. The same
 * source gives the same bytes, which is how a bundle is checked: by making it again from the records that it holds.
 */
export function* listBundleFiles(source: BundleSource): Generator<BundleFile> {
  const { evidence, facts, sample } = source;
  const file = (path: string, ...parts: (string | Uint8Array)[]): BundleFile => ({ path, parts });
  yield file('README.txt', describeBundle(source));
  yield file('COMPLETENESS.txt', describeCompleteness(source));
  yield file('query.json', toQueryJson(source));
  const tables = {
    population: evidence.changes.map((it) => it.row),
    exceptions: evidence.exceptions,
    access: evidence.access,
  };
  for (const name of ['population', 'exceptions', 'access'] as const) {
    yield file(`${name}.csv`, toCsv(tables[name], columns[name]));
    yield file(`${name}.jsonl`, toJsonLines(tables[name]));
  }
  if (sample) yield file('sample.json', `${JSON.stringify(sample, null, 2)}\n`);
  yield* listJournalFiles(source);
  yield* listRuleFiles(source);
  yield file('desktop_key.pub', `${facts.publicKey} signalbox@${facts.desktop}\n`);
  const outputs = new Set<string>();
  const given = new Set<string>();
  for (const change of evidence.changes) {
    yield* listChangeFiles(change, source, given);
    for (const sha256 of change.outputs) outputs.add(sha256);
  }
  for (const sha256 of outputs) {
    const bytes = source.blob(sha256);
    if (bytes) yield file(toCanonicalPath.output(sha256), bytes);
  }
  // Of requests that were not carried out, and of questions before they were revised.
  for (const sha256 of evidence.references) {
    const bytes = given.has(sha256) ? undefined : source.blob(sha256);
    if (bytes) yield file(toCanonicalPath.other(sha256), bytes);
  }
}

function toQueryJson({ evidence, facts }: BundleSource): string {
  const { query } = evidence;
  const value = {
    format: 'signalbox-evidence-1',
    system: facts.system,
    appVersion: facts.appVersion,
    desktop: facts.desktop,
    workspace: facts.workspace,
    exportedAt: facts.exportedAt,
    account: facts.account,
    ...(facts.person === undefined ? {} : { person: facts.person }),
    signedBy: facts.fingerprint,
    period: { fromAt: query.fromAt, toAt: query.toAt, from: 'inclusive', to: 'exclusive', zone: 'UTC' },
    services: query.services,
    environments: query.environments,
    production: query.production,
    head: facts.head,
    journalSizeBytes: facts.journalSizeBytes,
    verified: facts.verified,
    counts: {
      changes: evidence.changes.length,
      exceptions: evidence.exceptions.length,
      recordsInPeriod: evidence.inRange,
      recordsIncluded: evidence.kept.size,
      recordsAsHashesOnly: facts.head.seq - evidence.kept.size,
      byKind: evidence.counts,
    },
    columns,
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The whole chain as hashes, and the bodies that are handed out. */
function* listJournalFiles({ records, evidence: { kept } }: BundleSource): Generator<BundleFile> {
  yield { path: 'journal/hashes.txt', parts: mapParts(records(), (it) => `${it.bodySha256}\n`) };
  yield { path: 'journal/chain.txt', parts: mapParts(records(), (it) => `${it.chainSha256}\n`) };
  yield {
    path: 'journal/records.jsonl',
    parts: mapParts(records(), (it) => (kept.has(it.seq) ? `${it.body}\n` : '')),
  };
  yield {
    path: 'journal/seqs.txt',
    parts: mapParts(records(), (it) => (kept.has(it.seq) ? `${String(it.seq).padStart(10, '0')}\n` : '')),
  };
}

function* mapParts<T>(items: Iterable<T>, toText: (item: T) => string): Generator<string> {
  let text = '';
  for (const item of items) {
    text += toText(item);
    if (text.length < 65_536) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** The rules as they were in force, each under the number of the record from which on it was. */
function* listRuleFiles({ evidence, blob }: BundleSource): Generator<BundleFile> {
  for (const it of evidence.policies) yield { path: it.path, parts: [it.json] };
  for (const { seq, allowedSignersSha256, revokedKeysSha256, rosterSha256 } of evidence.rosters) {
    const signers = blob(allowedSignersSha256);
    const people = blob(rosterSha256);
    const revoked = revokedKeysSha256 === undefined ? undefined : blob(revokedKeysSha256);
    if (signers) yield { path: toCanonicalPath.allowedSigners(seq), parts: [signers] };
    if (people) yield { path: toCanonicalPath.people(seq), parts: [people] };
    if (revoked) yield { path: toCanonicalPath.revokedKeys(seq), parts: [revoked] };
  }
  const index = [
    ...evidence.rosters.map(({ seq, at }) => ({ record: toFileNumber(seq), at, what: 'people' })),
    ...evidence.policies.map(({ seq, at, path }) => ({ record: toFileNumber(seq), at, what: path })),
  ].toSorted((a, b) => (a.record < b.record ? -1 : 1));
  yield { path: 'policies/index.jsonl', parts: [toJsonLines(index)] };
}

function* listChangeFiles(change: Change, { blob }: BundleSource, given: Set<string>): Generator<BundleFile> {
  const { folder, signoffs, implementersSha256, planSha256, reasonSha256, records, hosts } = change;
  const keep = function* (path: string, sha256: string | undefined): Generator<BundleFile> {
    const bytes = sha256 === undefined ? undefined : blob(sha256);
    if (sha256 !== undefined) given.add(sha256);
    if (bytes) yield { path, parts: [bytes] };
  };
  const implementers = implementersSha256 === undefined ? undefined : blob(implementersSha256);
  const { records: _, requestedSeq: __, ...told } = change;
  const value = {
    ...told,
    ...(implementers ? { implementers: parsePeople(implementers) } : {}),
  };
  yield { path: `${folder}/change.json`, parts: [`${JSON.stringify(value, null, 1)}\n`] };
  for (const it of signoffs) {
    yield* keep(it.statementFile, it.statementSha256);
    yield* keep(it.signatureFile, it.signatureSha256);
  }
  yield* keep(`${folder}/implementers.json`, implementersSha256);
  yield* keep(`${folder}/plan.json`, planSha256);
  yield* keep(`${folder}/reason.txt`, reasonSha256);
  yield { path: `${folder}/hosts.csv`, parts: [toCsv(hosts, columns.hosts)] };
  const steps = records.map(({ seq, envelope, event }) => ({
    record: seq,
    at: envelope.at,
    by: envelope.actor.name,
    ...event,
  }));
  yield { path: `${folder}/steps.jsonl`, parts: [toJsonLines(steps)] };
}

/** Who wrote it, without the sources: those are in implementers.json. */
function parsePeople(bytes: Uint8Array): unknown {
  try {
    const { people, bots, totalCommits } = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return {
      people: people.map((it: { person: unknown }) => ({ person: it.person })),
      bots: bots.map((it: { bot: unknown }) => ({ bot: it.bot })),
      totalCommits,
    };
  } catch {
    return { people: [], bots: [], totalCommits: 0 }; // verification has said that they are not what was recorded
  }
}
