/**
 * Shell functions that tell what became of a step; `d` is its folder. They start no process, so that asking costs a
 * host next to nothing.
 *
 * A step's folder holds `script`, `id` (boot id, process id, start time, time limit in ms; blank at first), `output`,
 * and `rc`: `-` until there is an exit code. `eof` stands when all output is there, `tail` holds the last of it when
 * it was larger than what is kept of its beginning, `killed` says why we ended it.
 */
export const lookFunctions = `
alive() {
  { read -r boot pid began limit <"$d/id"; } 2>/dev/null || return 1
  case $pid$began in ''|*[!0-9]*) return 1;; esac
  [ "$pid" -gt 1 ] || return 1
  { read -r now </proc/sys/kernel/random/boot_id; } 2>/dev/null && [ "$now" = "$boot" ] || { why=rebooted; return 1; }
  { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || return 1
  stat=\${stat##*) }; set -- $stat
  [ "\${20}" = "$began" ] && [ "$1" != Z ] && [ "$1" != X ] || return 1
  { read -r up rest </proc/uptime; } 2>/dev/null && elapsed=$((\${up%%.*} - began / 100))
  return 0
}
begun() { { read -r boot pid rest <"$d/id"; } 2>/dev/null; [ -n "$pid" ]; }
ended() { { read -r rc <"$d/rc"; } 2>/dev/null; [ "\${rc:--}" != - ]; }
state() {
  rc=; killed=; eof=0; tail=0; why=gone; limit=0; elapsed=0
  if [ ! -d "$d" ]; then is=absent; echo 'look absent - - 0 0 0 0'; return; fi
  if ended; then is=ended
  elif ! begun; then
    if [ -e "$d/given-up" ]; then is=vanished; rc=$why; else is=starting; fi
  elif alive; then is=running
  elif ended; then is=ended # between the two looks
  else is=vanished; rc=$why; fi
  { read -r killed <"$d/killed"; } 2>/dev/null
  case $rc in -) ;; *[!A-Za-z0-9]*) is=vanished; rc=gone;; esac
  case $killed in *[!A-Za-z]*) killed=;; esac
  case $limit in *[!0-9]*) limit=0;; esac
  [ -e "$d/eof" ] && eof=1; [ -s "$d/tail" ] && tail=1
  echo "look $is \${rc:--} \${killed:--} $eof $tail $elapsed \${limit:-0}"
}`;

/** Follows `state`: the bytes of the output from an offset on, no more than `maxBytes`. */
export function outputText(offset: number, maxBytes: number): string {
  if (offset === 0) return `[ ! -s "$d/output" ] || head -c ${maxBytes} -- "$d/output"`;
  return `[ ! -s "$d/output" ] || tail -c +${offset + 1} -- "$d/output" 2>/dev/null | head -c ${maxBytes}`;
}
