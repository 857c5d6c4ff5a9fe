import type { BundleSource } from './bundleSource.ts';

/** README.txt: what lies here and how it is checked, for somebody who has never seen Signalbox. */
export function describeBundle({ evidence, facts, sample }: BundleSource): string {
  const { query } = evidence;
  return `EVIDENCE OF CHANGES

From ${query.fromAt} (inclusive) until before ${query.toAt} (exclusive), UTC
Exported ${facts.exportedAt} by ${facts.person ?? `the account ${facts.account}`} at ${facts.desktop} with ${facts.system} ${facts.appVersion}
${evidence.changes.length} changes, ${evidence.exceptions.length} exceptions
Journal of "${facts.workspace}": ${facts.head.seq} records, head ${facts.head.chainSha256}
Signed by ${facts.fingerprint}

Check it
  sh verify.sh --key ${facts.fingerprint}
It needs a POSIX sh, GNU coreutils, ssh-keygen (OpenSSH 8.9 or newer) and jq (1.6 or newer). Each finding is a line; the exit code
is 0 where nothing was found. Ask for the fingerprint, and for the head of the journal, by another way than this bundle. What no check of
this bundle can show is in COMPLETENESS.txt.

What lies here
  population.csv, .jsonl   every change of the period; begin here
  exceptions.csv, .jsonl   what departs from the rules, or should be looked at
  access.csv, .jsonl       who held which group, key and right to sign, from when to when
  report.pdf               the same on paper, a page for each change
${sample ? `  sample.json, sample.pdf  ${sample.rollouts.length} changes drawn with the seed "${sample.seed}": those whose SHA-256 of seed, line\n                           end, rollout id, line end is smallest\n` : ''}  changes/NNNN-SERVICE-VERSION-ENVIRONMENT/
    change.json            the row of the population, hosts, sign-offs, approvals
    signoffs/              each statement as it was signed, byte for byte, and its SSH signature
    implementers.json      who wrote the change, with the commits that say so
    plan.json, steps.jsonl what was to be done, and each step as it was begun and ended
    hosts.csv              each host: when, how it came out, the digest that it computed itself
    reason.txt             the words of who asked, where there were any
  outputs/                 what hosts printed when they hashed the artifact, named by its SHA-256
  other/                   statements and lists of requests that were not carried out, or asked anew; by SHA-256
  journal/hashes.txt       the SHA-256 of each record's body, one a line, from record 1 on
  journal/chain.txt        the chain: value n is the SHA-256 of value n-1, LF, hash n, LF; value 0 is 64 zeros
  journal/records.jsonl    the bodies of the period and those it rests on, as they are hashed (without the LF)
  journal/seqs.txt         the numbers of those bodies
  policies/, people/, allowed_signers/, revoked_keys/
                           the rules, each named by the record from which on it was in force
  query.json               what was asked for, counts, and the columns of the tables
  desktop_key.pub          the public key that SHA256SUMS.sig was made with; it is in the journal too
  SHA256SUMS, SHA256SUMS.sig

By hand
  sha256sum --check SHA256SUMS
  ssh-keygen -Y verify -f <(printf 'desktop %s\\n' "$(cat desktop_key.pub)") -I desktop -n evidence@signalbox \\
    -s SHA256SUMS.sig < SHA256SUMS
  ssh-keygen -Y verify -f allowed_signers/NNNNNN -I PERSON -n signoff@signalbox -s FILE.statement.sig \\
    -Overify-time=YYYYMMDDHHMMSS < FILE.statement
`;
}
