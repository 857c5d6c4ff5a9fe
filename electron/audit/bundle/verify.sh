#!/bin/sh
# Checks a bundle of evidence without Signalbox: POSIX sh, GNU coreutils, OpenSSH's ssh-keygen (8.9 or newer) and jq (1.6 or newer).
#   sh verify.sh [--key SHA256:FINGERPRINT] [FOLDER]
# FOLDER is the bundle, by default the folder of this script. With --key the export must be signed by that very key.
# Exit code: 0 nothing found, 1 something found (each finding is a line), 2 it could not be checked.
set -u
LC_ALL=C TZ=UTC
export LC_ALL TZ

wanted_key=
folder=$(dirname -- "$0")
while [ $# -gt 0 ]; do
  case $1 in
    --key) wanted_key=${2-}; shift ;;
    *) folder=$1 ;;
  esac
  shift
done
cd -- "$folder" || exit 2

findings=0
say() { printf '%s\n' "$*"; }
found() { printf 'FOUND  %s\n' "$*"; findings=$((findings + 1)); }
found_lines() { while IFS= read -r line; do found "$1$line$2"; done; }

for tool in sha256sum ssh-keygen jq sort comm cut split truncate paste join mktemp; do
  command -v "$tool" >/dev/null 2>&1 || { say "verify.sh needs $tool, and it is not here."; exit 2; }
done
# Programs are started for thousands of files at once, never for each: that is what takes the time.
in_parts() { # LIST COMMAND...: runs the command with the lines of the list as its last arguments
  list=$1
  shift
  mkdir "$tmp/part" || exit 2
  split -a 5 -l 1000 "$list" "$tmp/part/"
  for part in "$tmp/part"/*; do
    [ -e "$part" ] || continue
    (
      set -f
      IFS='
'
      # shellcheck disable=SC2046
      exec "$@" $(cat "$part")
    ) || { rm -rf -- "$tmp/part"; return 1; }
  done
  rm -rf -- "$tmp/part"
}
list_files() { for entry in "$@"; do [ ! -f "$entry" ] || printf '%s\n' "$entry"; done; }
tmp=$(mktemp -d) || exit 2
trap 'rm -rf -- "$tmp"' EXIT
trap 'exit 2' HUP INT TERM
tab=$(printf '\t')

for name in SHA256SUMS SHA256SUMS.sig desktop_key.pub query.json population.jsonl exceptions.jsonl access.jsonl \
  journal/hashes.txt journal/chain.txt journal/records.jsonl journal/seqs.txt; do
  [ -f "$name" ] || { found "$name is missing: this is no whole bundle"; exit 1; }
done

# 1. Every file is the one that was written, none is missing, none was added.
: >"$tmp/links"
walk() {
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if [ -L "$entry" ]; then printf '%s\n' "$entry" >>"$tmp/links"
    elif [ -d "$entry" ]; then walk "$entry"
    elif [ -e "$entry" ]; then printf '%s\n' "$entry"
    fi
  done
}
walk . | cut -c3- | sort >"$tmp/all"
printf '%s\n' SHA256SUMS SHA256SUMS.sig | comm -13 - "$tmp/all" >"$tmp/have"
cut -c67- SHA256SUMS | sort >"$tmp/listed"
found_lines '' ' is a link, not a file' <"$tmp/links"
comm -23 "$tmp/have" "$tmp/listed" >"$tmp/extra"
found_lines '' ' was added: SHA256SUMS does not list it' <"$tmp/extra"
comm -13 "$tmp/have" "$tmp/listed" >"$tmp/missing"
found_lines '' ' is missing' <"$tmp/missing"
uniq -d "$tmp/listed" >"$tmp/twice"
found_lines '' ' is listed twice in SHA256SUMS' <"$tmp/twice"
if ! sha256sum --check --quiet --strict SHA256SUMS >"$tmp/sums" 2>"$tmp/sums.err"; then
  : >"$tmp/changed"
  while IFS= read -r line; do
    case $line in *': FAILED') printf '%s\n' "${line%: FAILED}" >>"$tmp/changed" ;; esac
  done <"$tmp/sums"
  found_lines '' ' was changed: it does not have its hash' <"$tmp/changed"
  [ -s "$tmp/sums" ] || found 'SHA256SUMS cannot be read as a list of hashes'
fi

# 2. The list of hashes was signed by the key of the desktop that exported it.
read -r key_type key_text _ <desktop_key.pub
printf 'desktop namespaces="evidence@signalbox" %s %s\n' "$key_type" "$key_text" >"$tmp/desktop"
key=$(ssh-keygen -l -f desktop_key.pub 2>/dev/null | cut -d' ' -f2)
if ! ssh-keygen -Y verify -f "$tmp/desktop" -I desktop -n evidence@signalbox -s SHA256SUMS.sig \
  <SHA256SUMS >"$tmp/verdict" 2>&1; then
  found 'SHA256SUMS was changed, or signed by another key than desktop_key.pub'
fi
if [ -n "$wanted_key" ] && [ "$key" != "$wanted_key" ]; then
  found "the export is signed by $key, not by $wanted_key"
fi

# 3. The chain: value n is the SHA-256 of value n-1, a line end, the hash of body n, a line end. Value 0 is 64 zeros.
# Each link is checked by itself, ten thousand at a time.
count=$(wc -l <journal/hashes.txt)
set -- query.json
[ ! -f sample.json ] || set -- query.json sample.json
jq -r -n '(input | .head | .seq, .chainSha256), (inputs | .size, .seed, .rollouts[])' "$@" >"$tmp/head" 2>/dev/null \
  || found 'query.json or sample.json cannot be read'
{ read -r head_seq && read -r head_chain; } <"$tmp/head"
case ${head_seq-} in *[!0-9]* | '') found 'query.json names no head'; head_seq=0 ;; esac
[ "$count" -eq "$head_seq" ] || found "the journal has $count records here, and $head_seq were exported"
[ "$(wc -l <journal/chain.txt)" -eq "$count" ] || found 'hashes.txt and chain.txt have not the same length'
if [ "$count" -gt 0 ] && [ "$(tail -n 1 journal/chain.txt)" != "$head_chain" ]; then
  found 'the last value of the chain is not the recorded head'
fi
check_parts() { # FOLDER_OF_PARTS LINES_A_FILE FOLDER_OF_HASHES: prints the numbers, from 1, that do not fit
  base=0
  for part in "$1"/*; do
    [ -e "$part" ] || continue
    name=${part##*/}
    mkdir "$tmp/one" || exit 2
    split -a 4 -d -l "$2" "$part" "$tmp/one/"
    lines=$(wc -l <"$3/$name")
    (
      cd "$tmp/one" || exit 2
      [ "$2" -eq 2 ] || truncate -s -1 [0-9]*
      seq -f '%04.0f' 0 $((lines - 1)) | paste -d' ' "$3/$name" /dev/null - >list
      sha256sum --check --quiet list 2>/dev/null
    ) | while IFS= read -r line; do
      at=${line%%:*}
      printf '%s\n' $((base + 1$at - 10000 + 1))
    done
    rm -rf -- "$tmp/one"
    base=$((base + lines))
  done
}
mkdir "$tmp/links.parts" "$tmp/chain.parts" "$tmp/body.parts" "$tmp/hash.parts"
if [ "$count" -gt 0 ]; then
  { printf '%064d\n' 0; cat journal/chain.txt; } | head -n "$count" >"$tmp/before"
  paste -d '\n' "$tmp/before" journal/hashes.txt | split -a 5 -l 20000 - "$tmp/links.parts/"
  split -a 5 -l 10000 journal/chain.txt "$tmp/chain.parts/"
  check_parts "$tmp/links.parts" 2 "$tmp/chain.parts" >"$tmp/broken"
  if [ -s "$tmp/broken" ]; then
    read -r first <"$tmp/broken"
    found "record $first does not follow from the record before it: one of the two was changed, moved or put in"
  fi
fi

# 4. The bodies that are here have the hashes of the chain.
seq -f '%010.0f' 1 "$count" | paste -d' ' - journal/hashes.txt >"$tmp/numbered"
join "$tmp/numbered" journal/seqs.txt 2>/dev/null | cut -d' ' -f2 >"$tmp/wanted"
bodies=$(wc -l <journal/records.jsonl)
if [ "$(wc -l <"$tmp/wanted")" -ne "$bodies" ]; then
  found 'the bodies in records.jsonl and their numbers in seqs.txt do not belong together'
elif [ "$bodies" -gt 0 ]; then
  split -a 5 -l 10000 journal/records.jsonl "$tmp/body.parts/"
  split -a 5 -l 10000 "$tmp/wanted" "$tmp/hash.parts/"
  check_parts "$tmp/body.parts" 1 "$tmp/hash.parts" >"$tmp/altered"
  while IFS= read -r line; do
    seq=$(tail -n "+$line" journal/seqs.txt | head -n 1)
    found "record ${seq#"${seq%%[!0]*}"} was changed: its body does not have its hash"
  done <"$tmp/altered"
fi

# 5. What the tables and changes say is what the journal says.
jq -r -n --rawfile seqs journal/seqs.txt '
  ($seqs | split("\n") | map(select(. != "") | ("1" + .) | tonumber - 10000000000)) as $seqs
  | ["stepBegun", "stepFinished", "hostFinished", "rolloutRequested", "rolloutFinished", "rolloutInterrupted", "approvalVerified",
     "approvalRefused", "signoffRecorded", "signoffRefused", "promotionRequested", "promotionRevised", "promotionRefused",
     "identityRefused", "policyConfigured", "policyRemoved", "rosterConfigured", "desktopKeyCreated", "journalRestored",
     "reconciled"] as $kinds
  | ($kinds | map({(.): true}) | add) as $wanted
  | foreach inputs as $r (-1; . + 1; {seq: $seqs[.], id: $r.id, at: $r.at, actor: $r.actor, event: $r.event})
  | "id\t\(.id)\t\(.seq)",
    (select($wanted[.event.kind // ""])
      | if .event.kind == "stepBegun" then {seq, at, event: (.event | {kind, rolloutId, host})}
        elif .event.kind == "stepFinished" and .event.step != "verify" and .event.step != "inspect" then empty
        else {seq, at, actor, event} end
      | "fact\t\(tojson)")' journal/records.jsonl >"$tmp/asked" 2>"$tmp/jq.err" || found 'records.jsonl cannot be read'
sort_asked() { sort -s -t "$tab" -k 1,1 "$tmp/asked" >"$tmp/told"; }
told() { printf '%s\n' "$1" | join -t "$tab" - "$tmp/told" | cut -f2-; }
sort_asked
told fact >"$tmp/facts.jsonl"
told id | sort -s -t "$tab" -k 1,1 >"$tmp/ids"
cut -f1 "$tmp/ids" | uniq -d | join -t "$tab" - "$tmp/ids" | cut -f2 >"$tmp/twice"
[ ! -s "$tmp/twice" ] || found "a record was put in twice: its id is that of records $(paste -s -d' ' "$tmp/twice")"
list_files changes/*/change.json >"$tmp/list"
in_parts "$tmp/list" cat >"$tmp/changes.json"
list_files changes/*/hosts.csv >"$tmp/list"
in_parts "$tmp/list" cat >"$tmp/hosts.csv"

# Each line that it prints begins with what it is: something found, or what is left to be done with the other programs.
cat >"$tmp/check.jq" <<'JQ'
def number6: tostring | (6 - length) as $n | if $n > 0 then ("0" * $n) + . else . end;
def index_by(f): reduce .[] as $it ({}; .[$it | f] = $it);
def lists_by(f): group_by(f) | map({key: (.[0] | f), value: .}) | from_entries;
def of_kind($kind): .[$kind] // [];
$query[0] as $q
| ($facts | lists_by(.event.kind)) as $by_kind
| ($by_kind | of_kind("policyConfigured") + of_kind("policyRemoved") | sort_by(.seq)) as $policies
| ($by_kind | of_kind("rosterConfigured")) as $rosters
| ($by_kind | of_kind("stepBegun") | lists_by(.event.rolloutId)) as $begun
| ($by_kind | of_kind("stepFinished") | lists_by(.event.rolloutId)) as $steps
| ($by_kind | of_kind("hostFinished") | lists_by(.event.rolloutId)) as $host_ends
| ($by_kind | of_kind("rolloutFinished") + of_kind("rolloutInterrupted") | sort_by(.seq) | lists_by(.event.rolloutId)) as $ends
| ($by_kind | of_kind("approvalVerified") | lists_by(.event.rolloutId)) as $approvals
| ($by_kind | of_kind("signoffRecorded") | lists_by(.event.promotionId)) as $signoffs
| ($by_kind | of_kind("promotionRequested") + of_kind("promotionRevised") | sort_by(.seq) | lists_by(.event.promotionId)) as $questions
| ($by_kind | of_kind("rolloutRequested") | index_by(.event.rolloutId)) as $rollouts
| ($changes | lists_by(.rolloutId)) as $known
| def policy_at($environment; $seq):
    [$policies[] | select(.event.environment == $environment and .seq < $seq)] | last
    | if . == null or .event.kind == "policyRemoved" then null else . end;
  def roster_at($seq): [$rosters[] | select(.seq < $seq)] | last;
  def question_at($promotion; $seq): [($questions[$promotion] // [])[] | select(.seq < $seq)] | last;
  def in_period: .at >= $q.period.fromAt and .at < $q.period.toAt;
  def asked_for: . as $it
    | (($q.services | length) == 0 or ($q.services | index($it.service)) != null)
      and (($q.environments | length) == 0 or ($q.environments | index($it.environment)) != null);
  def found: ["found", .] | @tsv;
  ["promotion", "service", "environment", "rules", "reasonSha256", "release", "artifactSha256", "runningSha256", "baseCommit",
   "headCommit", "planSha256", "implementersSha256", "policyVersion"] as $bindings
| ([$rollouts[] | select(in_period and (.event | asked_for))
    | select((.event.environment as $e | $q.production | index($e)) != null or policy_at(.event.environment; .seq) != null)]) as $asked
| ($asked | index_by(.event.rolloutId)) as $asked_ids
| def population:
    (if ($by_kind | of_kind("desktopKeyCreated") | map(select(.event.publicKey == $key)) | length) == 0
     then "the key that signed the export is in no record of the journal" else empty end),
    ($asked[] | select($known[.event.rolloutId] == null)
      | "the rollout of record \(.seq) (\(.event.service) \(.event.release.version) to \(.event.environment)) is missing from the population"),
    ($known[] | select(length > 1) | "the rollout \(.[0].rolloutId) is in the population twice"),
    (if ($changes | map(.row)) != $population then "population.jsonl does not say what the changes say" else empty end),
    ([$signoffs[][]] | lists_by("\(.event.statementSha256)/\(.event.person)") | .[] | select(length > 1)
      | "the sign-off of \(.[1].event.person) in record \(.[1].seq) was taken in before, in record \(.[0].seq)");

  # What a change says of itself, against the records.
  def told($c; $r; $touched; $name):
    ($ends[$c.rolloutId] // [] | first) as $ended
    | ($questions[$r.event.promotionId // ""] // [] | map(select(.event.kind == "promotionRequested")) | first) as $request
    | policy_at($c.row.environment; ($touched.seq // $r.seq)) as $policy
    | (if $c.row.service != $r.event.service or $c.row.environment != $r.event.environment
          or $c.row.version != $r.event.release.version or $c.row.commit != $r.event.release.commit
          or $c.row.artifactSha256 != $r.event.release.artifactSha256 or $c.row.requestedAt != $r.at
          or $c.row.operator != $r.actor.name or $c.row.operatorKey != ($r.actor.fingerprint // "")
          or $c.promotionId != $r.event.promotionId or $c.row.record != ($r.seq | tostring)
          or $c.row.askedBy != (if $request then $request.event.requester else $r.actor.name end)
          or $c.row.askedAt != (if $request then $request.at else $r.at end)
          or $c.row.rules != (if $request then $request.event.rules elif $policy == null then "no policy"
             elif $r.event.rollsBack then "rollback" else "none" end)
          or $c.row.finishedAt != ($ended.at // "")
          or $c.row.result != (if $ended == null then (if $touched then "not finished" else "not begun" end)
             elif $ended.event.kind == "rolloutInterrupted" then "interrupted" else $ended.event.result end)
        then "\($name) does not say what record \($r.seq) and those after it say" else empty end),
      (if $c.firstHost.seq != $touched.seq or $c.firstHost.at != $touched.at or $c.row.firstHostAt != ($touched.at // "")
        then "\($name) names another first host than the journal" else empty end),
      (if [($c.signoffs // [])[] | {seq, person, decision, fingerprint, statementSha256, signatureSha256, recordedAt}]
          != [($signoffs[$c.promotionId // ""] // [])[]
              | {seq, person: .event.person, decision: .event.decision, fingerprint: .event.fingerprint,
                 statementSha256: .event.statementSha256, signatureSha256: .event.signatureSha256, recordedAt: .at}]
        then "the sign-offs of \($name) are not those of the journal" else empty end),
      (if [$c.approvals[]? | {seq, at, batch, by, untilAt}]
          != [($approvals[$c.rolloutId] // [])[] | {seq, at, batch: .event.batch, by: .event.by, untilAt: .event.untilAt}]
        then "the approvals of \($name) are not those of the journal" else empty end),
      (($begun[$c.rolloutId] // []) as $began | ($steps[$c.rolloutId] // []) as $done | ($host_ends[$c.rolloutId] // []) as $left
        | [$r.event.batches | to_entries[] | .key as $batch | .value[] | . as $host
          | ([$began[] | select(.event.host == $host)] | first) as $start
          | ([$left[] | select(.event.host == $host)] | last) as $ended
          | {host: $host, batch: ($batch + 1 | tostring), startedAt: ($start.at // ""), endedAt: ($ended.at // ""),
             outcome: ($ended.event.outcome.kind // (if $start then "not finished" else "not touched" end)),
             verifyOutputSha256: ([$done[] | select(.event.host == $host and .event.step == "verify")] | last | .event.outputSha256 // ""),
             inspectOutputSha256: ([$done[] | select(.event.host == $host and .event.step == "inspect")] | last | .event.outputSha256 // "")}]
        | if . != [$c.hosts[]? | {host, batch, startedAt, endedAt, outcome, verifyOutputSha256, inspectOutputSha256}]
          then "the hosts of \($name) are not those of the journal" else empty end),
      ($c.hosts[]? | select(.artifactAsApproved != (if .artifactSha256 == "unknown" then "unknown"
          elif .artifactSha256 == $r.event.release.artifactSha256 then "yes" else "no" end))
        | "\(.host) of \($name) is not said to have the artifact that it has");

  # Sign-offs name what ran when they were made: they let the way back to it through as well, and to nothing else.
  def covered_way_back($r):
    $rollouts[$r.event.rollsBack.rolloutId] as $taken
    | ($begun[$r.event.rollsBack.rolloutId] // [] | first) as $first
    | if $taken == null or $first == null or $taken.seq > $r.seq then false
      else ([($approvals[$r.event.rollsBack.rolloutId] // [])[] | select(.seq < $first.seq)] | first) as $approval
        | if $approval == null or $approval.event.promotionId != $taken.event.promotionId then false
          else (question_at($approval.event.promotionId; $approval.seq) | .event.bindings) as $b
            | $b != null and $b.service == $r.event.service and $b.environment == $r.event.environment
              and ($b.runningSha256 | split(",") | index($r.event.release.artifactSha256)) != null
          end
      end;

  # Sign-offs of exactly this, by enough people who may, before the first host: nothing that Signalbox concluded is believed.
  def approved($c; $r; $touched; $name):
    policy_at($c.row.environment; $touched.seq) as $policy | select($policy != null)
    | ([($approvals[$c.rolloutId] // [])[] | select(.seq < $touched.seq)] | first) as $approval
    | if $approval == null and $r.event.rollsBack != null then
        (if covered_way_back($r) then empty
         else "\($name) took a rollout back and brought something else than what ran when that one was signed for" end)
      elif $approval == null then "\($name) touched its first host (record \($touched.seq)) without an approval before it"
      elif $approval.event.promotionId != $r.event.promotionId then "the approval of \($name) is about another promotion"
      else
        question_at($approval.event.promotionId; $approval.seq) as $question
        | ($question.event.bindings) as $b
        | ($questions[$approval.event.promotionId] // [] | map(select(.event.kind == "promotionRequested")) | first) as $request
        | (if $request.event.rules == "emergency" then $policy.event.policy.emergency else $policy.event.policy end) as $rules
        | (if $b == null then "the approval of \($name) is about a promotion that nobody asked for"
           elif $b.artifactSha256 != $r.event.release.artifactSha256 or $b.headCommit != $r.event.release.commit
             or $b.release != $r.event.release.version or $b.planSha256 != $r.event.planSha256
             or $b.service != $r.event.service or $b.environment != $r.event.environment
           then "what \($name) rolled out is not what was approved" else empty end),
          (if ($approval.event.by | unique | length) < ($rules.required // 1)
           then "\($name) was let through with too few sign-offs" else empty end),
          (($signoffs[$approval.event.promotionId] // [])[] | select(.event.decision == "reject" and .seq < $touched.seq)
           | "\($name) was let through although \(.event.person) had rejected it (record \(.seq))"),
          ($approval.event.by[] as $person
            | ([($signoffs[$approval.event.promotionId] // [])[]
                | select(.event.person == $person and .event.decision == "approve")]) as $own
            | ([$own[] | select(.seq < $touched.seq and .seq < $approval.seq and .event.statement.expiresAt > $touched.at)
                | select(.event.statement as $s | all($bindings[]; $s[.] == $b[.]))]) as $good
            | (if ($good | length) > 0 then empty
               elif ($own | map(select(.seq > $touched.seq)) | length) > 0
               then "\($person) signed \($name) only after its first host (record \($touched.seq))"
               else "\($person) is counted for \($name) without a sign-off of exactly this before its first host" end),
              (if ($rules.members // [] | index($person)) != null then empty
               else "\($person) was counted for \($name) without being in \($rules.group // "the group")" end),
              (if ($rules.exclude // [] | index("requester")) != null and $request.event.requester == $person
               then "\($person) asked for \($name) and signed it off" else empty end),
              (if ($rules.exclude // [] | index("implementers")) != null
                  and ([$c.implementers.people[]?.person] | index($person)) != null
               then "\($person) wrote \($name) and signed it off" else empty end))
      end;

  # What has to stand among the exceptions, as kind and record. Those that verification found are found here anew.
  def owed:
    ($by_kind | of_kind("approvalRefused")[] | select(in_period and (.event | asked_for)) | ["refusedRollout", .seq]),
    ($by_kind | of_kind("promotionRefused")[] | select(in_period and (.event | asked_for)) | ["refusedRequest", .seq]),
    ($by_kind | of_kind("signoffRefused")[] | select(in_period) | ["refusedSignoff", .seq]),
    ($by_kind | of_kind("identityRefused")[] | select(in_period) | ["refusedIdentity", .seq]),
    ($by_kind | of_kind("policyRemoved")[] | select(in_period) | ["policyRemoved", .seq]),
    ($by_kind | of_kind("journalRestored")[] | select(in_period) | ["journalRestored", .seq]),
    ($by_kind | of_kind("reconciled")[] | select(in_period) | .seq as $seq | .event.differences[] | select(asked_for) | [.kind, $seq]),
    ($changes[] | $rollouts[.rolloutId] as $r | select($r != null)
      | ($ends[.rolloutId] // [] | first) as $ended
      | (if $ended == null then ["notFinished", $r.seq]
         elif $ended.event.kind == "rolloutInterrupted" then ["interrupted", $ended.seq]
         elif $ended.event.result != "succeeded" then ["notSucceeded", $ended.seq] else empty end),
        (select(.row.rules == "emergency") | ["emergency", $r.seq]),
        (select(.row.emergencyReview | startswith("no review")) | ["emergencyUnreviewed", $r.seq]),
        (.hosts[]? | select(.artifactAsApproved == "no") | ["artifactDiffers", $r.seq]));
  def exceptions: ($exceptions | map({("\(.kind) \(.record)"): true}) | add // {}) as $listed
    | owed | select($listed["\(.[0]) \(.[1])"] | not) | "the exception \(.[0]) of record \(.[1]) is missing from exceptions.jsonl";

  # The tables for spreadsheets say what the JSON says.
  def cell: tostring | if test("^[=+@\t\r-]") then "'" + . else . end;
  def head: map(cell) | @csv;
  def line($columns): . as $row | [$columns[] | $row[.] | cell] | @csv;
  def csv($columns): ([$columns | head] + map(line($columns))) | map(. + "\n") | add;
  def tables:
    (if ($population | csv($q.columns.population)) != $population_csv
     then "population.csv does not say what population.jsonl says" else empty end),
    (if ($exceptions | csv($q.columns.exceptions)) != $exceptions_csv
     then "exceptions.csv does not say what exceptions.jsonl says" else empty end),
    (if ($access | csv($q.columns.access)) != $access_csv then "access.csv does not say what access.jsonl says" else empty end),
    (if ([$changes[].hosts // [] | csv($q.columns.hosts)] | add // "") != $hosts_csv
     then "a hosts.csv does not say what its change.json says" else empty end);

  def hash($sha256; $file): ["hash", "\($sha256)  \($file)"] | join("\t");
  (population | found),
  ($changes[] | . as $c | $rollouts[.rolloutId] as $r | "change \(.row.number)" as $name
    | if $r == null then "\($name) is no rollout of the journal" | found
      elif $asked_ids[.rolloutId] == null then "\($name) is no rollout of this period" | found
      else ($begun[.rolloutId] // [] | first) as $touched
        | (told($c; $r; $touched; $name), (select($touched != null) | approved($c; $r; $touched; $name))) | found
      end),
  (exceptions | found),
  (tables | found),

  # Plans, implementers, statements, signatures, lists of people and outputs are the bytes that the journal names.
  ($changes[] | . as $c | $rollouts[.rolloutId] as $r | select($r != null)
    | hash($r.event.planSha256; "\(.folder)/plan.json"),
      (question_at($r.event.promotionId // ""; (.firstHost.seq // $r.seq)) as $question | select($question != null)
        | hash($question.event.implementersBlobSha256; "\($c.folder)/implementers.json"),
          (select($question.event.bindings.reasonSha256 != "none")
            | hash($question.event.bindings.reasonSha256; "\($c.folder)/reason.txt"))),
      (range(0; .signoffs | length) as $i
        | ($signoffs[$c.promotionId // ""] // [])[$i] as $f | select($f != null)
        | hash($f.event.statementSha256; $c.signoffs[$i].statementFile),
          hash($f.event.signatureSha256; $c.signoffs[$i].signatureFile)),
      (.outputs[] | hash(.; "outputs/\(.).txt")),
      (.hosts[]? | select(.verifyOutputSha256 != "")
        | ["digest", .verifyOutputSha256, .artifactSha256, "\(.host) of change \($c.row.number)"] | @tsv)),
  ($rosters[] | hash(.event.allowedSignersSha256; "allowed_signers/\(.seq | number6)"),
    hash(.event.rosterSha256; "people/\(.seq | number6).json"),
    (select(.event.revokedKeysSha256 != null) | hash(.event.revokedKeysSha256; "revoked_keys/\(.seq | number6)"))),
  # A policy is named by the SHA-256 of its JSON, keys sorted, without blanks.
  (def canonical: if type == "object" then "{" + (to_entries | sort_by(.key) | map((.key | tojson) + ":" + (.value | canonical)) | join(",")) + "}"
     elif type == "array" then "[" + (map(canonical) | join(",")) + "]" else tojson end;
   $policies[] | select(.event.policy) | ["policy", .event.policy.version, (.seq | tostring), (.event.policy | del(.version) | canonical)] | join("\t")),
  ($changes[] | . as $c | range(0; .signoffs | length) as $i
    | ($signoffs[$c.promotionId // ""] // [])[$i] as $f | select($f != null)
    | roster_at($f.seq) as $roster
    | ["sign", $c.signoffs[$i].statementFile, $c.signoffs[$i].signatureFile,
       (if $roster == null then "-" else "allowed_signers/\($roster.seq | number6)" end),
       (if $roster == null or $roster.event.revokedKeysSha256 == null then "-" else "revoked_keys/\($roster.seq | number6)" end),
       $f.event.person, ($f.at[0:19] | gsub("[-T:]"; "")), $f.event.fingerprint, ($f.seq | tostring)] | @tsv),
  ($population[] | ["id", .rolloutId] | @tsv)
JQ
if ! jq -r -n --slurpfile query query.json --slurpfile facts "$tmp/facts.jsonl" --slurpfile changes "$tmp/changes.json" \
  --slurpfile population population.jsonl --slurpfile exceptions exceptions.jsonl --slurpfile access access.jsonl \
  --rawfile population_csv population.csv --rawfile exceptions_csv exceptions.csv --rawfile access_csv access.csv \
  --rawfile hosts_csv "$tmp/hosts.csv" --arg key "$key_type $key_text" -f "$tmp/check.jq" >"$tmp/asked" 2>"$tmp/jq.err"; then
  found "the changes cannot be compared with the journal: $(head -n 1 "$tmp/jq.err")"
fi
sort_asked
told found >"$tmp/said"
found_lines '' '' <"$tmp/said"

# 6. Those bytes are hashed, and what hosts printed is read.
told hash | sort -u >"$tmp/named"
told policy >"$tmp/policies"
while IFS=$tab read -r version record json; do
  printf '%s' "$json" >"$tmp/policy-$record"
  printf '%s  %s\n' "$version" "$tmp/policy-$record" >>"$tmp/named"
done <"$tmp/policies"
if [ -s "$tmp/named" ]; then
  sha256sum --check --quiet "$tmp/named" >"$tmp/unlike" 2>/dev/null
  while IFS= read -r line; do
    case $line in
      "$tmp/policy-"*) line=${line%: FAILED}; found "the policy of record ${line#"$tmp/policy-"} is not the one that its version names" ;;
      *': FAILED') found "${line%: FAILED} is not what the journal recorded" ;;
      *': FAILED open or read') found "${line%: FAILED open or read} is missing" ;;
    esac
  done <"$tmp/unlike"
fi
told digest | sort -u >"$tmp/digests"
while IFS=$tab read -r output digest host; do
  computed=unknown
  [ ! -f "outputs/$output.txt" ] || while IFS= read -r line || [ -n "$line" ]; do
    case $line in 'sha256 '*) computed=${line#sha256 }; break ;; esac
  done <"outputs/$output.txt"
  [ "$computed" = "$digest" ] || found "$host computed $computed, and is said to have $digest"
done <"$tmp/digests"

# 7. Every sign-off was signed with a key that was good for its person at the recorded time, and says what was recorded.
checked=0
told sign >"$tmp/signatures"
while IFS=$tab read -r statement signature signers revoked person time fingerprint record; do
  checked=$((checked + 1))
  if [ ! -f "$statement" ] || [ ! -f "$signature" ] || [ ! -f "$signers" ]; then
    found "the sign-off of $person in record $record has lost its statement, its signature or its allowed_signers"
    continue
  fi
  set -- -Y verify -f "$signers" -I "$person" -n signoff@signalbox -s "$signature" "-Overify-time=$time"
  [ "$revoked" = - ] || set -- "$@" -r "$revoked"
  if ! verdict=$(ssh-keygen "$@" <"$statement" 2>&1); then
    found "the signature of $person in record $record does not hold"
  else
    case $verdict in
      *" $fingerprint" | *" $fingerprint
"*) ;;
      *) found "the sign-off of $person in record $record was made with another key than recorded" ;;
    esac
  fi
done <"$tmp/signatures"

cat >"$tmp/documents.jq" <<'JQ'
def number6: tostring | (6 - length) as $n | if $n > 0 then ("0" * $n) + . else . end;
def index_by(f): reduce .[] as $it ({}; .[$it | f] = $it);
$query[0] as $q
| ($facts | map(select(.event.kind == "signoffRecorded")) | index_by(.event.statementSha256)) as $known
| ([$changes[].signoffs[]?] | index_by(.statementFile)) as $files
| ($changes | index_by(.folder + "/implementers.json")) as $written
| ($facts | map(select(.event.kind == "policyConfigured")) | index_by("policies/\(.event.environment)-\(.seq | number6).json")) as $policies
| ($facts | map(select(.event.kind == "rosterConfigured"))) as $rosters
| ($rosters | index_by("people/\(.seq | number6).json")) as $people
# Who held what, from which record until before which.
| ($access | map({key: "\(.person)\t\(.role)\t\(.what)\t\(.environment)", from: (.fromRecord | tonumber),
     to: (if .toRecord == "" then null else .toRecord | tonumber end)}) | group_by(.key) | map({key: .[0].key, value: .}) | from_entries) as $spans
| def held($person; $role; $what; $environment; $seq):
    any($spans["\($person)\t\($role)\t\($what)\t\($environment)"][]?; .from <= $seq and (.to == null or .to > $seq));
  inputs | . as $it | input_filename as $name
| if $name | endswith(".statement") then
    $files[$name] as $file
    | if $file == null then "\($name) belongs to no sign-off of its change"
      elif $known[$file.statementSha256].event.statement != $it then "\($name) does not say what the journal recorded"
      elif $it.decision != $file.decision or $it.approver != $file.person then "\($name) does not say what change.json says"
      else empty end
  elif $name | endswith("/implementers.json") then
    if [$it.people[].person] == [$written[$name].implementers.people[]?.person] then empty
    else "\($name) names other people than change.json" end
  elif $name | startswith("policies/") then
    if $policies[$name].event.policy == $it then empty else "\($name) does not say what the journal recorded" end
  else
    $people[$name].seq as $seq
    | ([$rosters[] | select(.seq > $seq)] | first) as $next
    | select($seq != null and $people[$name].at < $q.period.toAt and ($next == null or $next.at > $q.period.fromAt))
    | $it.people[] | .name as $person
    | ((.groups[] | ["group", .]),
       (.keys[] | ["key", ([.fingerprint, (select(.validFromAt) | "from \(.validFromAt)"),
          (select(.validBeforeAt) | "before \(.validBeforeAt)"), (select(.isRevoked) | "revoked")] | join(" "))]))
    | select(held($person; .[0]; .[1]; ""; $seq) | not)
    | "access.jsonl does not say that \($person) held the \(.[0]) \(.[1]) at record \($seq)"
  end
JQ
list_files changes/*/signoffs/*.statement changes/*/implementers.json policies/*.json people/*.json >"$tmp/list"
if in_parts "$tmp/list" jq -r -n --slurpfile query query.json --slurpfile facts "$tmp/facts.jsonl" \
  --slurpfile changes "$tmp/changes.json" --slurpfile access access.jsonl -f "$tmp/documents.jq" >"$tmp/said" 2>"$tmp/jq.err"; then
  found_lines '' '' <"$tmp/said"
else found "a statement, a policy or a list of people cannot be read: $(head -n 1 "$tmp/jq.err")"; fi

# 8. A sample is the one that its seed gives: the rollouts with the smallest SHA-256 of SEED, a line end, ID, a line end; in that order.
if [ -f sample.json ]; then
  tail -n +3 "$tmp/head" >"$tmp/sample"
  { read -r size && read -r seed; } <"$tmp/sample"
  mkdir "$tmp/draws"
  told id >"$tmp/ids"
  while IFS= read -r id; do printf '%s\n%s\n' "$seed" "$id"; done <"$tmp/ids" | (cd "$tmp/draws" && split -a 5 -l 2 -)
  list_files "$tmp/draws"/* >"$tmp/list"
  in_parts "$tmp/list" sha256sum | cut -c1-64 | paste -d' ' - "$tmp/ids" | sort | head -n "$size" | cut -d' ' -f2 >"$tmp/drawn"
  tail -n +3 "$tmp/sample" | comm -3 --nocheck-order - "$tmp/drawn" >"$tmp/apart"
  [ ! -s "$tmp/apart" ] || found 'the sample is not the one that its seed gives'
fi

changes=$(wc -l <population.jsonl)
exceptions=$(wc -l <exceptions.jsonl)
if [ "$findings" -eq 0 ]; then
  say "GOOD   $changes changes, $exceptions exceptions, $checked sign-offs, $count records up to $head_chain"
  say "       signed by $key; compare that fingerprint, and the head, with what you were told by another way"
  exit 0
fi
say "BAD    $findings findings"
exit 1
