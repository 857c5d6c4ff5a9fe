import { Fault } from '../../shared/protocol/fault.ts';
import { quoteShell } from './quote.ts';

/** One argument of a process is bounded on Linux (MAX_ARG_STRLEN, 128 KiB), and the script is quoted twice. */
const maxScriptBytes = 60_000;

/**
 * What the login shell is given: `/bin/sh` runs the script as the leader of its own process group, and first
 * says `nonce group` on both streams. sshd makes each command a session of its own, so that normally the shell already is the
 * leader, which `kill -0 -$$` tells without a process; `setsid` then would fork and lose the exit code.
 * Where neither holds, the group is `-`: it cannot be killed, which is said when it comes to that.
 *
 * Throws INVALID_INPUT for NUL and for a script that is too long: pass data as input instead.
 */
export function toCommandLine(script: string, nonce: string): string {
  if (Buffer.byteLength(script) > maxScriptBytes) {
    throw new Fault('INVALID_INPUT', `the script has more than ${maxScriptBytes} bytes`, {
      wayOut: 'Pass data as input, or upload it as a file.',
    });
  }
  const run = `echo "$0 $$"; echo "$0 $$" >&2; exec /bin/sh -c "$1"`;
  const wrapper =
    `if kill -0 -$$ 2>/dev/null; then ${run}; ` +
    `elif command -v setsid >/dev/null 2>&1; then exec setsid /bin/sh -c ${quoteShell(run)} "$0" "$1"; ` +
    `else echo "$0 -"; echo "$0 -" >&2; exec /bin/sh -c "$1"; fi`;
  return `exec /bin/sh -c ${quoteShell(wrapper)} ${nonce} ${quoteShell(script)}`;
}

/** Takes the line `nonce group` out of a stream, and what the login shell's start files said before it. */
export interface Preamble {
  /** Returns what belongs to the command. */
  push(text: string): string;
  /** At the end: everything, when the line never came, because then it is all there is to say. */
  rest(): string;
  group(): number | undefined;
}

export function createPreamble(nonce: string): Preamble {
  let pending: string | undefined = '';
  let group: number | undefined;
  return {
    push(text) {
      if (pending === undefined) return text;
      pending += text;
      const start = pending.indexOf(nonce);
      const end = start < 0 ? -1 : pending.indexOf('\n', start);
      if (end < 0) return '';
      const number = Number(pending.slice(start + nonce.length + 1, end));
      group = Number.isSafeInteger(number) && number > 1 ? number : undefined;
      const rest = pending.slice(end + 1);
      pending = undefined;
      return rest;
    },
    rest() {
      const rest = pending ?? '';
      pending = undefined;
      return rest;
    },
    group: () => group,
  };
}
