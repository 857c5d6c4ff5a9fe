import { holdsWordsText, lockFileWord, toFenceLine, type Fence } from '../hostLock/fence.ts';
import type { HostFolder } from '../hostFolder.ts';
import { quoteShell } from '../quote.ts';
import { lookFunctions } from './lookText.ts';

/** Of the output, so much of its beginning and of its end stays on the host. */
export const keptBytes = 4 * 1024 * 1024;
const keptTailBytes = 64 * 1024;

/**
 * What runs in a session of its own, as the leader of its process group, with `d` the step's folder, `f` and `w` the
 * fence file and the line that must stand there, `l` the time limit.
 *
 * It says who it is before it does anything, so that it can be told from any other process, and only then looks
 * whether it was given up meanwhile, and at the lock. Whoever gives it up, or takes the lock over, first says so and
 * then looks for it: no step escapes both.
 *
 * TERM must leave the leader alive to write the exit code; its children get TERM as usual. The limit on the kept
 * output is a limit on `cat`'s file: what comes later, or finds the disk full, is read and thrown away, so that the
 * command never blocks and never loses its reader.
 */
const runnerText = `d=$1 f=$2 w=$3 l=$4
trap : TERM
read -r boot </proc/sys/kernel/random/boot_id && read -r stat <"/proc/$$/stat" || exit 1
stat=\${stat##*) }; set -- $stat
echo "$boot $$ \${20} $l" 1<>"$d/id" || exit 1
end() { echo "$1" 1<>"$d/rc"; : >"$d/eof"; exit 1; }
[ ! -e "$d/given-up" ] || end givenUp
[ -z "$w" ] || ${holdsWordsText('"$f"', '"$w"')} || end lockLost
{ trap : TERM; /bin/sh "$d/script" </dev/null; echo "$?" 1<>"$d/rc"; } 2>&1 | {
  trap '' TERM XFSZ
  ulimit -f ${keptBytes / 512}
  cat >"$d/output" || tail -c ${keptTailBytes} >"$d/tail"
  : >"$d/eof"
}`;

/**
 * Starts the step, or finds the one that has its name: `mkdir` lets one alone begin. Answers as a look does, or with
 * a last line `refused WHY` after what the host's programs said. Files that are written later get their room on the
 * disk at once, so that a disk that fills up takes neither the identity nor the exit code away.
 */
export function startText(request: {
  readonly folder: HostFolder;
  readonly name: string;
  readonly script: string;
  readonly timeoutMs: number;
  readonly fence?: Fence;
}): string {
  const { folder, name, script, fence } = request;
  const steps = `${folder.word}/steps`;
  const fenceWords = fence
    ? `${lockFileWord(fence.folder, 'fence')} ${quoteShell(toFenceLine(fence))}`
    : `'' ''`;
  return `b=${steps} d=${steps}/${name}
${lookFunctions}
refuse() { echo "refused $1"; exit 0; }
[ ! -d "$d" ] || { state; exit 0; }
command -v setsid >/dev/null 2>&1 || refuse noSetsid
[ -r /proc/$$/stat ] && [ -r /proc/sys/kernel/random/boot_id ] || refuse noProc
[ -d "$b" ] || { LC_ALL=C mkdir -p -- ${folder.word} && { LC_ALL=C mkdir -m 700 -- "$b" || [ -d "$b" ]; }; } || refuse folder
if LC_ALL=C mkdir -m 700 -- "$d"; then
  printf '%100s\\n' '' >"$d/id" && printf '%-20s\\n' - >"$d/rc" && printf '%s\\n' ${quoteShell(script)} >"$d/script" || {
    echo probe | LC_ALL=C tee -- "$d/id" "$d/rc" "$d/script" >/dev/null
    rm -rf -- "$d"; refuse folder
  }
  setsid /bin/sh -c ${quoteShell(runnerText)} sh "$d" ${fenceWords} ${request.timeoutMs} </dev/null >/dev/null 2>&1 &
elif [ ! -d "$d" ]; then refuse folder
fi
state`;
}
