import { cleanText } from '../detached/controlTexts.ts';
import type { HostFolder } from '../hostFolder.ts';
import { quoteShell } from '../quote.ts';
import { holdsText, lockFileWord, toFenceLine, type Fence } from './fence.ts';
import { toOwnerText, type LockOwner } from './lockOwner.ts';

/**
 * A lock is the folder `lock`, made elsewhere and put in place whole by a rename, which fails where one stands:
 * `fence` (its number and id), `owner` for people, `beat` whose age is the heartbeat's. `number` beside it is the
 * last number that was given out. A folder without `fence` was made by a person.
 */
const functions = `
number() { n=0; { read -r n <"$b/number"; } 2>/dev/null; case $n in ''|*[!0-9]*) n=0;; esac; }
tell() {
  if [ ! -e "$b/lock" ]; then number; echo "lock free $n"; return; fi
  f=; { read -r f <"$b/lock/fence"; } 2>/dev/null
  if [ -n "$f" ]; then
    now=$(date +%s); beat=$(stat -c %Y -- "$b/lock/beat" 2>/dev/null)
    echo "lock held $f $((now - \${beat:-0}))"; head -c 4096 -- "$b/lock/owner"
  elif [ -d "$b/lock" ]; then echo 'lock byHand'; cat -- "$b"/lock/* 2>/dev/null | head -c 1000
  else echo 'lock byHand'; head -c 1000 -- "$b/lock"; fi
}
fail() { rm -rf -- "$t"; echo 'lock failed'; exit 0; }
write() { echo "$1" >"$2.$i" && LC_ALL=C mv -f -- "$2.$i" "$2" && return; echo probe | LC_ALL=C tee -- "$2.$i" >/dev/null; rm -f -- "$2.$i"; return 1; }
prepare() {
  [ -d "$b" ] || LC_ALL=C mkdir -p -- "$b" || fail
  LC_ALL=C mkdir -- "$t" || fail
  printf '%s\\n' "$o" >"$t/owner" && echo "$1 $i" >"$t/fence" && echo >"$t/beat" && return
  echo probe | LC_ALL=C tee -- "$t/owner" >/dev/null; fail
}
settle() {
  number
  if [ "$n" -ge "$mine" ]; then mine=$((n + 1)); write "$mine $i" "$b/lock/fence" || { drop; fail; }; fi
  write "$mine" "$b/number" || { drop; fail; }
  echo "lock acquired $mine"
}
drop() { LC_ALL=C mv -T -- "$b/lock" "$t"; }`;

/** The one line that each text begins with: where, under which id, for whom, and a place of its own for the rename. */
function head(folder: HostFolder, id: string, owner?: LockOwner): string {
  const ownerWord = owner ? quoteShell(toOwnerText(owner)) : `''`;
  return `b=${folder.word} i=${id} o=${ownerWord} t=${folder.word}/.lock-${id}${functions}`;
}

export function inspectText(folder: HostFolder): string {
  return `${head(folder, 'none')}
tell`;
}

/**
 * Takes the lock, or tells who has it. The number is settled once the lock is ours: somebody may have had it and given
 * it back since the last number was read.
 */
export function acquireText(folder: HostFolder, id: string, owner: LockOwner): string {
  return `${head(folder, id, owner)}
[ ! -e "$b/lock" ] || { tell; exit 0; }
number; mine=$((n + 1))
prepare "$mine"
LC_ALL=C mv -T -- "$t" "$b/lock" || { rm -rf -- "$t"; tell; exit 0; }
settle`;
}

/**
 * Takes the lock from the owner who was seen, and from nobody else. The number moves on before the old lock goes, so
 * that whoever comes in between gets a higher one than the old owner's; of two takers one alone moves the old lock
 * away.
 */
export function takeOverText(
  folder: HostFolder,
  seen: Pick<Fence, 'number' | 'id'>,
  id: string,
  owner: LockOwner,
): string {
  const seenFence: Fence = { folder, ...seen };
  return `${head(folder, id, owner)}
g="$b/.gone-$i"
${holdsText(seenFence)} || { tell; exit 0; }
number; [ "$n" -ge ${seen.number} ] || { write ${seen.number} "$b/number" || fail; n=${seen.number}; }
mine=$((n + 1))
prepare "$mine"
LC_ALL=C mv -T -- "$b/lock" "$g" || { rm -rf -- "$t"; tell; exit 0; }
{ read -r f <"$g/fence"; } 2>/dev/null
[ "$f" = ${quoteShell(toFenceLine(seen))} ] || { mv -T -- "$g" "$b/lock"; rm -rf -- "$t"; tell; exit 0; }
LC_ALL=C mv -T -- "$t" "$b/lock" || { rm -rf -- "$t" "$g"; tell; exit 0; }
settle
rm -rf -- "$g"`;
}

/** Says `lock mine` and renews the heartbeat, or tells who has it. Starts no process while all is well. */
export function beatText(fence: Fence): string {
  return `if ${holdsText(fence)}; then echo >${lockFileWord(fence.folder, 'beat')}; echo 'lock mine'
else ${head(fence.folder, fence.id)}
tell
fi`;
}

/** Gives the lock back, if it is still ours; what was moved away by mistake in that moment is put back. */
export function releaseText(fence: Fence, { clean = false }: { readonly clean?: boolean } = {}): string {
  return `${head(fence.folder, fence.id)}
g="$b/.gone-$i"
${holdsText(fence)} || { tell; exit 0; }
${clean ? `(${cleanText(fence.folder)})` : ''}
number; [ "$n" -ge ${fence.number} ] || write ${fence.number} "$b/number" || fail
LC_ALL=C mv -T -- "$b/lock" "$g" || { tell; exit 0; }
{ read -r f <"$g/fence"; } 2>/dev/null
[ "$f" = ${quoteShell(toFenceLine(fence))} ] || { mv -T -- "$g" "$b/lock"; tell; exit 0; }
rm -rf -- "$g"
echo 'lock released'`;
}

/** Runs a script only while the lock stands for its owner; otherwise says `refusal` and who has it. */
export function fencedText(script: string, fence: Fence, refusal: string): string {
  return `if ! ${holdsText(fence)}; then
echo ${refusal}
${head(fence.folder, fence.id)}
tell; exit 97
fi
echo >${lockFileWord(fence.folder, 'beat')}
${script}`;
}
