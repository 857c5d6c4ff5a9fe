import type { SFTPWrapper } from 'ssh2';
import { Fault } from '../../shared/protocol/fault.ts';
import { executeCommand, type ExecuteContext } from './execute.ts';
import { quoteShell } from './quote.ts';
import { readFreeBytes, readRemoteSize, removeFile, sftpStatus, statusOf } from './sftpCalls.ts';

/** What an upload's failure means. SFTP 3 knows no "disk full", only FAILURE: so the host is asked. */
export async function toUploadFault(
  context: ExecuteContext,
  sftp: SFTPWrapper,
  file: { readonly remotePath: string; readonly size: number },
  error: unknown,
): Promise<Fault> {
  if (error instanceof Fault) return error;
  const { remotePath } = file;
  const place = `${context.host}:${remotePath}`;
  switch (statusOf(error)) {
    case sftpStatus.failure:
      return (await isDiskFull(context, sftp, file))
        ? toDiskFull(place, await removePartial(sftp, remotePath), error)
        : toFailure(place, 'the host cannot write it', error);
    case sftpStatus.noSuchFile:
      return toFailure(place, 'its folder does not exist', error);
    case sftpStatus.permissionDenied:
      return toFailure(place, 'permission denied', error);
    default:
      return toFailure(place, error instanceof Error ? error.message : String(error), error);
  }
}

/**
 * Full when the file system has less free than is missing; otherwise, as for a quota, one byte is written and
 * the words of `cat` are read (a shell's own `printf` only says "I/O error"). The byte goes to the end of a partial that is then no prefix any more, which
 * only means that the next attempt begins at the start.
 */
async function isDiskFull(
  context: ExecuteContext,
  sftp: SFTPWrapper,
  file: { readonly remotePath: string; readonly size: number },
): Promise<boolean> {
  const free = await readFreeBytes(sftp, file.remotePath);
  const arrived = (await readRemoteSize(sftp, file.remotePath).catch(() => undefined)) ?? 0;
  if (free !== undefined && free < file.size - arrived) return true;
  const script = `export LC_ALL=C; printf x | cat >>${quoteShell(file.remotePath)}`;
  const { output } = await executeCommand(context, script, { timeoutMs: 10_000 });
  return /No space left|quota exceeded/i.test(output);
}

/** A full disk hurts whatever else runs on the host, so our part of it is given back. */
async function removePartial(sftp: SFTPWrapper, remotePath: string): Promise<boolean> {
  const isRegular = (await readRemoteSize(sftp, remotePath).catch(() => undefined)) !== undefined;
  return isRegular && (await removeFile(sftp, remotePath));
}

function toDiskFull(place: string, isRemoved: boolean, cause: unknown): Fault {
  const partial = isRemoved ? '; the partial file was removed' : '';
  return new Fault('DISK_FULL', `${place}: the disk is full${partial}`, {
    wayOut: 'Make room there, for instance by removing old releases, and try again.',
    retryable: true,
    cause,
  });
}

function toFailure(place: string, why: string, cause: unknown): Fault {
  return new Fault('STEP_FAILED', `upload to ${place} failed: ${why}`, {
    wayOut: 'Check the folder and its permissions on the host, and try again.',
    cause,
  });
}
