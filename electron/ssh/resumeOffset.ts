import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { executeCommand, type ExecuteContext } from './execute.ts';
import { quoteShell } from './quote.ts';

const readBytes = 1024 * 1024;
const hashWithinMs = 600_000;

/**
 * How much of the local file lies at `remotePath` already: the whole remote file if it is a prefix of the
 * local one, by size and by SHA-256 on both sides; 0 otherwise, or when the host cannot compute one.
 */
export async function findResumeOffset(
  context: ExecuteContext,
  local: FileHandle,
  remotePath: string,
  localSize: number,
): Promise<number> {
  const remote = await readRemotePrefix(context, remotePath, localSize);
  if (remote === undefined) return 0;
  return (await hashPrefix(local, remote.size)) === remote.sha256 ? remote.size : 0;
}

interface RemotePrefix {
  readonly size: number;
  readonly sha256: string;
}

/** One question to the host: size and digest together, and no digest of a file that is too large anyway. */
async function readRemotePrefix(
  context: ExecuteContext,
  remotePath: string,
  localSize: number,
): Promise<RemotePrefix | undefined> {
  // A path that begins with a dash is no option when it is the target of a redirection.
  const path = quoteShell(remotePath);
  const script =
    `test -f ${path} && test -s ${path} || exit 3; size=$(wc -c <${path}) || exit 3; ` +
    `test "$size" -le ${localSize} || exit 3; echo "size $size"; ` +
    `{ sha256sum 2>/dev/null || shasum -a 256; } <${path}`;
  const { end, output } = await executeCommand(context, script, { timeoutMs: hashWithinMs });
  if (end.kind !== 'exited' || end.exitCode !== 0) return undefined;
  const found = /^size\s+(\d+)\s+([0-9a-f]{64})\b/.exec(output);
  if (!found?.[1] || !found[2]) return undefined;
  return { size: Number(found[1]), sha256: found[2] };
}

async function hashPrefix(local: FileHandle, sizeBytes: number): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(readBytes);
  for (let at = 0; at < sizeBytes;) {
    const { bytesRead } = await local.read(buffer, 0, Math.min(readBytes, sizeBytes - at), at);
    if (bytesRead === 0) break;
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash.digest('hex');
}
