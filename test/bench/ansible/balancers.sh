#!/bin/sh
# balancers.sh tell LINE | await SERVER drained|checked|up; SOCKETS, BACKEND and POOL_POLL come from the environment.
case $1 in
tell)
  for s in $SOCKETS; do
    answer=$(echo "$2" | socat -t 5 - "UNIX-CONNECT:$s" | tr -d '\n')
    [ -z "$answer" ] || { echo "$answer" >&2; exit 1; }
  done ;;
await)
  for s in $SOCKETS; do
    until echo "show stat $BACKEND 4 -1" | socat -t 5 - "UNIX-CONNECT:$s" | awk -F, -v server="$2" -v wanted="$3" '
      NR == 1 { sub(/^# /, ""); for (i = 1; i <= NF; i++) at[$i] = i }
      $2 == server {
        if (wanted == "drained") found = $at["scur"] == 0
        if (wanted == "up") found = $at["status"] == "UP"
        if (wanted == "checked") found = $at["status"] == "DRAIN" && $at["check_status"] == "L7OK" && $at["check_health"] == $at["check_rise"] + $at["check_fall"] - 1
      }
      END { exit !found }'
    do sleep "$POOL_POLL"; done
  done ;;
esac
