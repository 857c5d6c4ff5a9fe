#!/bin/sh
# Checks a bundle of evidence without Signalbox: POSIX sh, GNU coreutils, OpenSSH's ssh-keygen (8.9 or newer) and jq.
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
head_seq=$(jq -r .head.seq query.json)
head_chain=$(jq -r .head.chainSha256 query.json)
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
jq -R -n '[inputs | sub("^0+"; "") | tonumber]' journal/seqs.txt >"$tmp/seqs.json" || found 'seqs.txt holds something else than numbers'
jq -n -c --slurpfile seqs "$tmp/seqs.json" '
  foreach inputs as $r (-1; . + 1; {seq: $seqs[0][.], at: $r.at, actor: $r.actor, event: $r.event})
  | if .event.kind == "stepBegun" then {seq, at, event: (.event | {kind, rolloutId})}
    elif .event.kind == "rolloutRequested" or .event.kind == "approvalVerified" or .event.kind == "signoffRecorded"
      or .event.kind == "promotionRequested" or .event.kind == "promotionRevised" or .event.kind == "policyConfigured"
      or .event.kind == "policyRemoved" or .event.kind == "rosterConfigured" or .event.kind == "desktopKeyCreated" then .
    else empty end' journal/records.jsonl >"$tmp/facts.jsonl" 2>"$tmp/jq.err" || found 'records.jsonl cannot be read'
cat changes/*/change.json >"$tmp/changes.json" 2>/dev/null || : >"$tmp/changes.json"

cat >"$tmp/index.jq" <<'JQ'
def within($list): . as $item | any($list[]; . == $item);
def number6: tostring | (6 - length) as $n | if $n > 0 then ("0" * $n) + . else . end;
$query[0] as $q
| ($facts | map(select(.event.kind == "policyConfigured" or .event.kind == "policyRemoved"))) as $policies
| ($facts | map(select(.event.kind == "rosterConfigured"))) as $rosters
| (reduce ($facts[] | select(.event.kind == "stepBegun")) as $f ({}; .[$f.event.rolloutId] |= (. // $f))) as $touched
| (reduce ($facts[] | select(.event.kind == "approvalVerified")) as $f ({}; .[$f.event.rolloutId] += [$f])) as $approvals
| (reduce ($facts[] | select(.event.kind == "signoffRecorded")) as $f ({}; .[$f.event.promotionId] += [$f])) as $signoffs
| (reduce ($facts[] | select(.event.kind == "promotionRequested" or .event.kind == "promotionRevised")) as $f
    ({}; .[$f.event.promotionId] += [$f])) as $questions
| (reduce ($facts[] | select(.event.kind == "rolloutRequested")) as $f ({}; .[$f.event.rolloutId] = $f)) as $rollouts
| def policy_at($environment; $seq):
    [$policies[] | select(.event.environment == $environment and .seq < $seq)] | last
    | if . == null or .event.kind == "policyRemoved" then null else . end;
  def roster_at($seq): [$rosters[] | select(.seq < $seq)] | last;
  def question_at($promotion; $seq): [($questions[$promotion] // [])[] | select(.seq < $seq)] | last;
JQ

cat "$tmp/index.jq" - >"$tmp/check.jq" <<'JQ'
  (reduce $changes[] as $c ({}; .[$c.rolloutId] += [$c])) as $known
| ["promotion", "service", "environment", "rules", "reasonSha256", "release", "artifactSha256", "runningSha256", "baseCommit",
   "headCommit", "planSha256", "implementersSha256", "policyVersion"] as $bindings
| ([$rollouts[] | select(.at >= $q.period.fromAt and .at < $q.period.toAt)
    | select(($q.services | length) == 0 or (.event.service | within($q.services)))
    | select(($q.environments | length) == 0 or (.event.environment | within($q.environments)))
    | select((.event.environment | within($q.production)) or policy_at(.event.environment; .seq) != null)]) as $asked
| (if ($facts | map(select(.event.kind == "desktopKeyCreated" and .event.publicKey == $key)) | length) == 0
   then "the key that signed the export is in no record of the journal" else empty end),
  ($asked[] | select($known[.event.rolloutId] == null)
    | "the rollout of record \(.seq) (\(.event.service) \(.event.release.version) to \(.event.environment)) is missing from the population"),
  ($known[] | select(length > 1) | "the rollout \(.[0].rolloutId) is in the population twice"),
  (if ($changes | map(.row)) != $population then "population.jsonl does not say what the changes say" else empty end),
  ($changes[] | . as $c | ($rollouts[.rolloutId]) as $r
    | ($asked | map(.event.rolloutId) | index($c.rolloutId)) as $place
    | "change \(.row.number)" as $name
    | if $r == null then "\($name) is no rollout of the journal"
      elif $place == null then "\($name) is no rollout of this period"
      elif .row.service != $r.event.service or .row.environment != $r.event.environment
        or .row.version != $r.event.release.version or .row.commit != $r.event.release.commit
        or .row.artifactSha256 != $r.event.release.artifactSha256 or .row.requestedAt != $r.at
        or .row.operator != $r.actor.name or .promotionId != $r.event.promotionId or .row.record != ($r.seq | tostring)
      then "\($name) does not say what record \($r.seq) says"
      else empty end,
      (if $r == null then empty else
        $touched[.rolloutId] as $first
        | if (.firstHost.seq) != ($first.seq) or (.firstHost.at) != ($first.at)
          then "\($name) names another first host than the journal" else empty end,
        (if ([(.signoffs // [])[] | {seq, person, decision, fingerprint, statementSha256, signatureSha256, recordedAt}])
            != [($signoffs[.promotionId // ""] // [])[]
                | {seq, person: .event.person, decision: .event.decision, fingerprint: .event.fingerprint,
                   statementSha256: .event.statementSha256, signatureSha256: .event.signatureSha256, recordedAt: .at}]
          then "the sign-offs of \($name) are not those of the journal" else empty end),
        (if $first == null then empty else
          policy_at(.row.environment; $first.seq) as $policy
          | if $policy == null then empty else
              ([($approvals[$c.rolloutId] // [])[] | select(.seq < $first.seq)] | first) as $approval
              | if $approval == null then
                  "\($name) touched its first host (record \($first.seq)) without an approval before it"
                elif $approval.event.promotionId != $r.event.promotionId then
                  "the approval of \($name) is about another promotion"
                else
                  question_at($approval.event.promotionId; $approval.seq) as $question
                  | ($question.event.bindings) as $b
                  | ([($questions[$approval.event.promotionId] // [])[] | select(.event.kind == "promotionRequested")] | first) as $request
                  | (if $request.event.rules == "emergency" then $policy.event.policy.emergency else $policy.event.policy end) as $rules
                  | (if $b == null then "the approval of \($name) is about a promotion that nobody asked for"
                     elif $b.artifactSha256 != $r.event.release.artifactSha256 or $b.headCommit != $r.event.release.commit
                       or $b.release != $r.event.release.version or $b.planSha256 != $r.event.planSha256
                       or $b.service != $r.event.service or $b.environment != $r.event.environment
                     then "what \($name) rolled out is not what was approved" else empty end),
                    (if ($approval.event.by | unique | length) < ($rules.required // 1)
                     then "\($name) was let through with too few sign-offs" else empty end),
                    ($approval.event.by[] as $person
                      | ([($signoffs[$approval.event.promotionId] // [])[]
                          | select(.event.person == $person and .event.decision == "approve")]) as $own
                      | ([$own[] | select(.seq < $first.seq and .seq < $approval.seq
                            and .event.statement.expiresAt > $first.at)
                          | select(.event.statement as $s | all($bindings[]; $s[.] == $b[.]))]) as $good
                      | (if ($good | length) > 0 then empty
                         elif ($own | map(select(.seq > $first.seq)) | length) > 0
                         then "\($person) signed \($name) only after its first host (record \($first.seq))"
                         else "\($person) is counted for \($name) without a sign-off of exactly this before its first host" end),
                        (if ($person | within($rules.members // [])) then empty
                         else "\($person) was counted for \($name) without being in \($rules.group // "the group")" end),
                        (if ($rules.exclude // [] | index("implementers")) != null
                            and ([$c.implementers.people[]?.person] | index($person)) != null
                         then "\($person) wrote \($name) and signed it off" else empty end))
                end
            end
        end)
      end))
JQ

cat "$tmp/index.jq" - >"$tmp/hashes.jq" <<'JQ'
  ($changes[] | . as $c | $rollouts[.rolloutId] as $r | select($r != null)
    | "\($r.event.planSha256)  \(.folder)/plan.json",
      (question_at($r.event.promotionId // ""; (.firstHost.seq // $r.seq)) as $question | select($question != null)
        | "\($question.event.implementersBlobSha256)  \($c.folder)/implementers.json",
          (select($question.event.bindings.reasonSha256 != "none")
            | "\($question.event.bindings.reasonSha256)  \($c.folder)/reason.txt")),
      (range(0; .signoffs | length) as $i
        | ($signoffs[$c.promotionId // ""] // [])[$i] as $f | select($f != null)
        | "\($f.event.statementSha256)  \($c.signoffs[$i].statementFile)",
          "\($f.event.signatureSha256)  \($c.signoffs[$i].signatureFile)"),
      (.outputs[] | "\(.)  outputs/\(.).txt")),
  ($rosters[] | "\(.event.allowedSignersSha256)  allowed_signers/\(.seq | number6)",
    "\(.event.rosterSha256)  people/\(.seq | number6).json",
    (select(.event.revokedKeysSha256 != null) | "\(.event.revokedKeysSha256)  revoked_keys/\(.seq | number6)"))
JQ

cat "$tmp/index.jq" - >"$tmp/signatures.jq" <<'JQ'
  $changes[] | . as $c | range(0; .signoffs | length) as $i
| ($signoffs[$c.promotionId // ""] // [])[$i] as $f | select($f != null)
| roster_at($f.seq) as $roster
| [$c.signoffs[$i].statementFile, $c.signoffs[$i].signatureFile,
   (if $roster == null then "-" else "allowed_signers/\($roster.seq | number6)" end),
   (if $roster == null or $roster.event.revokedKeysSha256 == null then "-" else "revoked_keys/\($roster.seq | number6)" end),
   $f.event.person, ($f.at[0:19] | gsub("[-T:]"; "")), $f.event.fingerprint, ($f.seq | tostring)] | @tsv
JQ

ask() { # PROGRAM: runs it over journal, changes and tables
  jq -r -n --slurpfile query query.json --slurpfile facts "$tmp/facts.jsonl" --slurpfile changes "$tmp/changes.json" \
    --slurpfile population population.jsonl --arg key "$key_type $key_text" -f "$1"
}
if ask "$tmp/check.jq" >"$tmp/said" 2>"$tmp/jq.err"; then found_lines '' '' <"$tmp/said"
else found "the changes cannot be compared with the journal: $(head -n 1 "$tmp/jq.err")"; fi

# 6. Plans, implementers, statements, signatures, lists of people and outputs are the bytes that the journal names.
if ask "$tmp/hashes.jq" 2>/dev/null | sort -u >"$tmp/named" && [ -s "$tmp/named" ]; then
  sha256sum --check --quiet "$tmp/named" >"$tmp/unlike" 2>/dev/null
  while IFS= read -r line; do
    case $line in
      *': FAILED') found "${line%: FAILED} is not what the journal recorded" ;;
      *': FAILED open or read') found "${line%: FAILED open or read} is missing" ;;
    esac
  done <"$tmp/unlike"
fi

# 7. Every sign-off was signed with a key that was good for its person at the recorded time.
checked=0
ask "$tmp/signatures.jq" >"$tmp/signatures" 2>/dev/null || found 'the sign-offs cannot be listed'
while IFS=$tab read -r statement signature signers revoked person time fingerprint record; do
  checked=$((checked + 1))
  if [ ! -f "$statement" ] || [ ! -f "$signature" ] || [ ! -f "$signers" ]; then
    found "the sign-off of $person in record $record has lost its statement, its signature or its allowed_signers"
    continue
  fi
  set -- -Y verify -f "$signers" -I "$person" -n signoff@signalbox -s "$signature" "-Overify-time=$time"
  [ "$revoked" = - ] || set -- "$@" -r "$revoked"
  if ! ssh-keygen "$@" <"$statement" >"$tmp/verdict" 2>&1; then
    found "the signature of $person in record $record does not hold"
  else
    case $(head -n 1 "$tmp/verdict") in
      *" $fingerprint") ;;
      *) found "the sign-off of $person in record $record was made with another key than recorded" ;;
    esac
  fi
done <"$tmp/signatures"
cat >"$tmp/statements.jq" <<'JQ'
(reduce ($facts[] | select(.event.kind == "signoffRecorded")) as $f ({}; .[$f.event.statementSha256] = $f.event)) as $known
| (reduce ($changes[] | .signoffs[]?) as $s ({}; .[$s.statementFile] = $s)) as $files
| inputs | . as $statement | $files[input_filename] as $file
| if $file == null then "\(input_filename) belongs to no sign-off of its change"
  elif $known[$file.statementSha256].statement != $statement then "\(input_filename) does not say what the journal recorded"
  elif $statement.decision != $file.decision or $statement.approver != $file.person
  then "\(input_filename) does not say what change.json says" else empty end
JQ
set -- changes/*/signoffs/*.statement
if [ -e "$1" ]; then
  if jq -r -n --slurpfile facts "$tmp/facts.jsonl" --slurpfile changes "$tmp/changes.json" -f "$tmp/statements.jq" "$@" \
    >"$tmp/said" 2>/dev/null; then found_lines '' '' <"$tmp/said"
  else found 'a statement cannot be read'; fi
fi

cat >"$tmp/policies.jq" <<'JQ'
def number6: tostring | (6 - length) as $n | if $n > 0 then ("0" * $n) + . else . end;
(reduce ($facts[] | select(.event.kind == "policyConfigured")) as $f
  ({}; .["policies/\($f.event.environment)-\($f.seq | number6).json"] = $f.event.policy)) as $known
| inputs | if $known[input_filename] == . then empty else "\(input_filename) does not say what the journal recorded" end
JQ
set -- policies/*.json
if [ -e "$1" ]; then
  if jq -r -n --slurpfile facts "$tmp/facts.jsonl" -f "$tmp/policies.jq" "$@" >"$tmp/said" 2>/dev/null; then
    found_lines '' '' <"$tmp/said"
  else found 'a policy cannot be read'; fi
fi

# 8. The tables for spreadsheets say what the JSON says.
same() { [ "$(sha256sum <"$1")" = "$(sha256sum <"$2")" ]; }
cells='def cell: tostring | if test("^[=+@\t\r-]") then "\u0027" + . else . end;'
same_csv() { # CSV JSON COLUMNS FILTER
  jq -r -n --slurpfile query query.json "$cells"' $query[0].columns[$name] as $columns
    | ($columns | map(cell) | @csv), ('"$4"' | . as $row | [$columns[] | $row[.] | cell] | @csv)' --arg name "$3" "$2" \
    >"$tmp/csv" 2>/dev/null
  same "$tmp/csv" "$1" || found "$1 does not say what $2 says"
}
for table in population exceptions access; do same_csv "$table.csv" "$table.jsonl" "$table" inputs; done
jq -r -s --slurpfile query query.json "$cells"' $query[0].columns.hosts as $columns | .[]
  | ($columns | @csv), (.hosts[] | . as $row | [$columns[] | $row[.] | cell] | @csv)' "$tmp/changes.json" >"$tmp/hosts" 2>/dev/null
cat changes/*/hosts.csv >"$tmp/hosts.csv" 2>/dev/null || : >"$tmp/hosts.csv"
same "$tmp/hosts" "$tmp/hosts.csv" || found 'a hosts.csv does not say what its change.json says'

# 9. A sample is the one that its seed gives: the rollouts with the smallest SHA-256 of SEED, a line end, ID, a line end.
if [ -f sample.json ]; then
  seed=$(jq -r .seed sample.json)
  size=$(jq -r .size sample.json)
  jq -r .rolloutId population.jsonl | while IFS= read -r id; do
    printf '%s %s\n' "$(printf '%s\n%s\n' "$seed" "$id" | sha256sum | cut -c1-64)" "$id"
  done | sort | head -n "$size" | cut -d' ' -f2 | sort >"$tmp/drawn"
  jq -r '.rollouts[]' sample.json | sort >"$tmp/sampled"
  same "$tmp/drawn" "$tmp/sampled" || found 'the sample is not the one that its seed gives'
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
