import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { AvailableRelease } from '../../shared/model/release.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { errorCodeOf } from './sourceFiles.ts';

interface VerifyOptions {
  /** Bytes hashed so far, and of how many. */
  readonly onProgress?: (progress: { readonly doneBytes: number; readonly sizeBytes: number }) => void;
  readonly signal?: AbortSignal;
}

/**
 * The bytes that will be sent are the bytes that were built. An artifact behind a URL is hashed by the hosts that
 * fetch it: there is nothing to hash here, and its size is 0.
 * @throws Fault ARTIFACT_MISSING, DIGEST_MISMATCH (naming both digests), CANCELLED.
 */
export async function verifyArtifact(
  release: AvailableRelease,
  options: VerifyOptions = {},
): Promise<{ readonly sizeBytes: number }> {
  if (release.source.kind === 'url') return { sizeBytes: 0 };
  const { path } = release.source;
  const { sizeBytes, sha256 } = await hashFile(path, release, options);
  if (sha256 === release.artifactSha256) return { sizeBytes };
  throw new Fault(
    'DIGEST_MISMATCH',
    `${path} is not the artifact of ${release.service} ${release.version}: its SHA-256 is ${sha256}, the release file states ${release.artifactSha256}.`,
    { wayOut: 'Fetch the built file again; if the build itself has changed, it needs a release of its own.' },
  );
}

async function hashFile(path: string, release: AvailableRelease, { onProgress, signal }: VerifyOptions) {
  try {
    const status = await stat(path);
    if (!status.isFile()) throw artifactMissing(path, release, 'is not a file');
    const hash = createHash('sha256');
    let doneBytes = 0;
    for await (const chunk of createReadStream(path, {
      highWaterMark: 1024 * 1024,
      ...(signal ? { signal } : {}),
    })) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('a byte stream gave text');
      hash.update(chunk);
      doneBytes += chunk.length;
      onProgress?.({ doneBytes, sizeBytes: status.size });
    }
    return { sizeBytes: doneBytes, sha256: hash.digest('hex') };
  } catch (error) {
    if (error instanceof Fault) throw error;
    if (signal?.aborted) throw new Fault('CANCELLED', `Checking ${path} was cancelled.`, { cause: error });
    const code = errorCodeOf(error);
    if (code === undefined) throw error;
    const isAbsent = code === 'ENOENT' || code === 'ENOTDIR';
    throw artifactMissing(path, release, isAbsent ? 'does not exist' : `cannot be read (${code})`, error);
  }
}

function artifactMissing(path: string, release: AvailableRelease, reason: string, cause?: unknown): Fault {
  return new Fault(
    'ARTIFACT_MISSING',
    `The artifact of ${release.service} ${release.version}, ${path}, ${reason}.`,
    {
      wayOut: 'Put the built file there, or mend "artifact" in the release file.',
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
