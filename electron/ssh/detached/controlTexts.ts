import type { HostFolder } from '../hostFolder.ts';
import { lookFunctions, outputText } from './lookText.ts';
import type { KillReason } from './parseLook.ts';

/** One named step of a folder. */
export interface StepPlace {
  readonly folder: HostFolder;
  readonly name: string;
}

/**
 * Where the step stands, and, once it does not run any more, its output from an offset on. Until then it starts no
 * process, and may run in the long-lived shell itself.
 */
export function lookText(place: StepPlace, offset: number, maxBytes: number): string {
  return `d=${toWord(place)}
${lookFunctions}
state
case $is in running|starting) ;; *) ${outputText(offset, maxBytes)};; esac`;
}

/** The same, with the output in any case. */
export function readText(place: StepPlace, offset: number, maxBytes: number): string {
  return `d=${toWord(place)}
${lookFunctions}
state
${outputText(offset, maxBytes)}`;
}

/** What came after more output than is kept of its beginning. */
export function tailText(place: StepPlace): string {
  return `cat -- ${toWord(place)}/tail`;
}

/**
 * Signals the step's process group, but only while its leader is the very process that was started; says `sent`
 * when it did. Between that look and the signal the process id would have to be freed and taken again.
 */
export function killText(place: StepPlace, signal: 'TERM' | 'KILL', reason: KillReason): string {
  return `d=${toWord(place)}
${lookFunctions}
if ! ended && alive; then
  [ -s "$d/killed" ] || { echo ${reason} >"$d/killed"; } 2>/dev/null
  kill -${signal} "-$pid" 2>/dev/null && echo sent
fi
state`;
}

/** Says that a step that never said who it is will not be waited for: should it wake up, it does nothing. */
export function giveUpText(place: StepPlace): string {
  return `d=${toWord(place)}
${lookFunctions}
: >"$d/given-up"
state`;
}

/** A line `NAME look …` for each step that is there. */
export function listText(folder: HostFolder): string {
  return `b=${folder.word}/steps
${lookFunctions}
for d in "$b"/*; do
  [ -d "$d" ] && printf '%s ' "\${d##*/}" && state
done
true`;
}

/** Removes the folder of every step that does not run. */
export function cleanText(folder: HostFolder): string {
  return `b=${folder.word}/steps
${lookFunctions}
set --
for d in "$b"/*; do
  [ -d "$d" ] && { ended || { { [ -e "$d/given-up" ] || begun; } && ! alive; }; } && set -- "$@" "$d"
done
[ $# -eq 0 ] || rm -rf -- "$@"`;
}

function toWord({ folder, name }: StepPlace): string {
  return `${folder.word}/steps/${name}`;
}
