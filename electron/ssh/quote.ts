import { Fault } from '../../shared/protocol/fault.ts';

/**
 * The one place where shell text is quoted: the word arrives in a POSIX shell as it is, whatever it holds.
 * Inside single quotes POSIX gives no character a meaning, so only the single quote itself is taken out of
 * them (POSIX.1-2017, Shell Command Language, 2.2.2). `fish` and `csh` read them otherwise: scripts are
 * therefore always handed to `/bin/sh`.
 *
 * Throws INVALID_INPUT for NUL, which no argument of a process can hold.
 */
export function quoteShell(word: string): string {
  if (word.includes('\0')) {
    throw new Fault('INVALID_INPUT', `shell text must not contain NUL: ${JSON.stringify(word.slice(0, 80))}`);
  }
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
