import { Fault } from '../../shared/protocol/fault.ts';

/**
 * A body is one line of valid JSON: LF and CR would break `sha256sum` line by line, and a lone surrogate would be
 * hashed and stored as U+FFFD, which is not what the caller meant. Throws INVALID_INPUT; returns the same text.
 */
export function parseBody(body: string, position: number): string {
  const reason = findBodyProblem(body);
  if (reason === undefined) return body;
  throw new Fault('INVALID_INPUT', `Body ${position + 1} cannot be recorded: ${reason}.`, {
    wayOut: 'Record one line of JSON text per body.',
  });
}

/** What is wrong with a body, in words, or undefined. */
export function findBodyProblem(body: string): string | undefined {
  if (/[\n\r]/.test(body)) return 'it has a line break';
  if (!body.isWellFormed()) return 'it has half a surrogate pair, which UTF-8 cannot hold';
  try {
    JSON.parse(body);
    return undefined;
  } catch (error) {
    return `it is not JSON (${error instanceof Error ? error.message : String(error)})`;
  }
}
