/**
 * How the service is worked on a host. These very texts are in the demo's `signalbox.yaml`, and the first release
 * is started by them too. They find NODE, SHOP_PORT and SHOP_HOST in their environment and do not care for the
 * folder they are called in.
 */
export const shopCommands = {
  precheck: `test -x "$NODE" && test -w "$HOME/shop"\n`,
  // The service removes its pid file when the last request is answered; KILL is for one that hangs.
  stop: `cd "$HOME/shop" || exit 1
[ -f shop.pid ] || exit 0
pid=$(cat shop.pid)
kill -TERM "$pid" 2>/dev/null
tries=200
while [ -f shop.pid ] && kill -0 "$pid" 2>/dev/null; do
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || { kill -KILL "$pid"; break; }
  sleep 0.05
done
rm -f shop.pid
`,
  // A session of its own: the service must outlive the SSH channel that started it.
  start: `cd "$HOME/shop" || exit 1
$(command -v setsid) nohup "$NODE" current/server.mjs </dev/null >>shop.log 2>&1 &
echo $! >shop.pid
`,
} as const;
