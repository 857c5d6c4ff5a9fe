import { quoteShell } from './quote.ts';
import type { Answer } from './remoteHost.ts';

/**
 * A question as the warm shell reads it. The script runs in a subshell, so that `exit`, `cd` or a syntax error
 * stay in there, and it is quoted, so that it cannot end the frame. The nonce is fresh for each question and
 * not in the script's reach: output cannot forge the frame, and what an earlier question's leftovers print
 * before the opening line is dropped.
 */
export function toQuestion(script: string, nonce: string, { inPlace = false } = {}): string {
  const work = `eval ${quoteShell(script)}`;
  // Without the subshell the host starts no process: three quarters of what a small question costs it.
  const run = inPlace ? `{ ${work}; }` : `(${work})`;
  return `printf '\\n%s<\\n' ${nonce}; ${run} </dev/null 2>&1; printf '%s>%d\\n' ${nonce} $?\n`;
}

/** Reads one answer out of what the shell prints. `sizeBytes` tells how much has come so far. */
export interface AnswerReader {
  push(data: Buffer): Answer | undefined;
  sizeBytes(): number;
}

export function createAnswerReader(nonce: string, encoding: 'utf8' | 'latin1' = 'utf8'): AnswerReader {
  const opening = `${nonce}<\n`;
  const closing = `${nonce}>`;
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  /** The end of what came so far, where a closing line may have begun. */
  let carried: Buffer | undefined;

  function hasClosingLine(data: Buffer): boolean {
    const window = carried === undefined ? data : Buffer.concat([carried, data]);
    const at = window.indexOf(closing);
    if (at >= 0 && window.indexOf('\n', at) >= 0) return true;
    carried =
      at >= 0 ? window.subarray(at) : window.subarray(Math.max(0, window.length - closing.length + 1));
    return false;
  }

  return {
    sizeBytes: () => sizeBytes,
    push(data) {
      chunks.push(data);
      sizeBytes += data.length;
      if (!hasClosingLine(data)) return undefined;
      const all = chunks.length === 1 ? data : Buffer.concat(chunks);
      const start = all.indexOf(opening) + opening.length;
      const end = all.indexOf(closing, start);
      return {
        output: all.toString(encoding, start, end),
        exitCode: Number.parseInt(all.toString('latin1', end + closing.length, end + closing.length + 4), 10),
      };
    },
  };
}
