import type { BundleSource } from './bundleSource.ts';

/** What this bundle claims, and where the claim ends, in plain words. */
export function describeCompleteness({ evidence, facts }: BundleSource): string {
  const { query, kept, inRange } = evidence;
  return `COMPLETENESS

Claimed
- The population holds every rollout that was asked for from ${query.fromAt} (inclusive) until before ${query.toAt}
  (exclusive), UTC, ${query.services.length === 0 ? 'of every service' : `of ${query.services.join(', ')}`}, to ${
    query.environments.length === 0 ? 'every environment' : query.environments.join(', ')
  } that is of the stage
  production${query.production.length === 0 ? '' : ` (${query.production.join(', ')})`} or had a policy of sign-offs in force then.
- A rollout counts by the moment at which it was asked for, whatever became of it. Excluded are rollouts to other
  environments, and to services and environments that were not asked for.
- The journal held ${facts.head.seq} records when this was exported. ${inRange} of them are of the period; ${kept.size} are in
  journal/records.jsonl with their full text, those of the period and those that its evidence rests on. Of the others the
  hashes are here, so that the chain can be followed from the first record to the last without a gap.
- Exceptions are listed, never filtered.

Where the claim ends
- A cut tail: somebody who owns the machine can cut the end off the journal together with its high-water mark, or write
  the whole journal anew, and export what is left. No chain can show that from the inside. Compare the head below with one that
  was kept elsewhere: an earlier export, a backup, the logs of another desktop.
    head: record ${facts.head.seq}, ${facts.head.chainSha256}
- The key of the desktop: whoever holds it can sign an export of other records. What they cannot make are sign-offs: those are
  signed with people's own keys, and are checked here one by one.
- verify.sh lies in the bundle that it checks. Take it from the program's own source, or compare its hash with another copy.
- Times are those of the desktop that wrote each record. A clock that was set back is an exception; one that was wrong all
  along is not noticed.
- What was done to hosts without Signalbox is in no record, unless it was found by comparing the hosts ("signalbox reconcile").
- Tests: builds are made elsewhere. Which tests a build passed is not in the journal; the tables say "unknown".
- Somebody who holds the desktop's key can seal other tables than the journal gives. "signalbox verify --bundle" makes every file
  anew from the records here and compares it byte for byte, all but the PDFs. verify.sh compares what decides: population,
  requests, approvals, sign-offs, hosts and their digests, results, people, groups, keys, policies, the sample, and that each
  refusal, failure and emergency is among the exceptions. It does not compare the words of exceptions, steps.jsonl, which
  rollout takes back which, and who changed a list of people. Those, and the PDFs, it holds by SHA256SUMS and its signature alone.
- A sample is drawn by its seed. Who chooses the seed can try others; so give the seed yourself. Each export is in the journal
  with its seed, from the record after this export's head on.
- Whoever works at a desktop is known by the account of the machine, and as a person only where a key proved it.
`;
}
