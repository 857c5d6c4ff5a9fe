/** Ends the service and waits for it; a process that ended but that nobody has waited for yet (Z) is gone. */
export const stopCommand = `if [ -f pid ]; then
  pid=$(cat pid); kill -TERM "$pid" 2>/dev/null || true
  n=0; while grep -q '^State:.[^Z]' "/proc/$pid/status" 2>/dev/null; do n=$((n+1)); [ $n -gt 100 ] && kill -KILL "$pid"; sleep 0.02; done
  rm -f pid
fi`;

export const startCommand = `setsid "$NODE" current/server.mjs >server.log 2>&1 </dev/null & echo $! >pid`;
