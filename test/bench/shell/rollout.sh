#!/bin/bash
# A rolling upgrade as people write it with ssh and scp: one ControlMaster a host, one command a step, `BATCH` hosts beside
# each other. HOSTS lines: name, port of sshd, folder of the service, port of the service.
set -euo pipefail

remote=(-F none -o BatchMode=yes -o "IdentityFile=$KEY" -o IdentitiesOnly=yes -o "UserKnownHostsFile=$KNOWN_HOSTS"
  -o StrictHostKeyChecking=yes -o ControlMaster=auto -o "ControlPath=$CONTROL/%p" -o ControlPersist=60)

on() { ssh "${remote[@]}" -p "$1" "$LOGIN@127.0.0.1" "$2"; }

# The same line on both balancers; anything but an empty answer is a refusal.
tell() {
  on "$EDGE" "for s in $SOCKETS; do a=\$(echo '$1' | socat -t 5 - UNIX-CONNECT:\$s | tr -d '\n'); [ -z \"\$a\" ] || { echo \"\$a\" >&2; exit 1; }; done"
}

# Looks at both until `awk` finds each one's row as wanted: $1 server, $2 condition over named columns.
await() {
  on "$EDGE" "for s in $SOCKETS; do
    until echo 'show stat $BACKEND 4 -1' | socat -t 5 - UNIX-CONNECT:\$s | awk -F, -v server='$1' '
      NR == 1 { sub(/^# /, \"\"); for (i = 1; i <= NF; i++) at[\$i] = i }
      \$2 == server { found = ($2) } END { exit !found }'
    do sleep $POOL_POLL; done
  done"
}

upgrade() {
  local name=$1 ssh=$2 shop=$3 port=$4
  on "$ssh" "mkdir -p $shop/artifacts $shop/releases"
  scp -q "${remote[@]}" -P "$ssh" "$ARTIFACT" "$LOGIN@127.0.0.1:$shop/artifacts/$SHA256"
  on "$ssh" "cd $shop && echo '$SHA256  artifacts/$SHA256' | sha256sum --check --quiet"
  on "$ssh" "cd $shop && mkdir releases/$FOLDER && tar -xzf artifacts/$SHA256 -C releases/$FOLDER && printf '$FACTS' > releases/$FOLDER/.signalbox-release"
  tell "set server $BACKEND/$name state drain"
  await "$name" '$at["scur"] == 0'
  tell "set server $BACKEND/$name state maint"
  on "$ssh" "cd $shop || exit 1; export SHOP_PORT=$port NODE=$NODE
$STOP"
  on "$ssh" "cd $shop && ln -sfn releases/$FOLDER current.next && mv -T current.next current"
  on "$ssh" "cd $shop || exit 1; export SHOP_PORT=$port NODE=$NODE
$START"
  on "$ssh" "until curl -fsS -o /dev/null http://127.0.0.1:$port/health 2>/dev/null; do sleep $CHECK_POLL; done"
  tell "set server $BACKEND/$name state drain; set server $BACKEND/$name health down"
  await "$name" '$at["status"] == "DRAIN" && $at["check_status"] == "L7OK" && $at["check_health"] == $at["check_rise"] + $at["check_fall"] - 1'
  on "$ssh" "curl -fsS http://127.0.0.1:$port/ | grep -q '$VERSION'"
  tell "set server $BACKEND/$name state ready"
  await "$name" '$at["status"] == "UP"'
}

batch=()
settle() { for pid in ${batch[@]+"${batch[@]}"}; do wait "$pid"; done; batch=(); }
while read -r name ssh shop port; do
  upgrade "$name" "$ssh" "$shop" "$port" < /dev/null &
  batch+=($!)
  [ "${#batch[@]}" -lt "$BATCH" ] || settle
done <<< "$HOSTS"
settle
