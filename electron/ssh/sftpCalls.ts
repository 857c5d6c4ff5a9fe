import type { OpenMode, SFTPWrapper, Stats } from 'ssh2';

/** ssh2's callbacks as promises: only the calls that an upload needs. */
export interface RemoteFile {
  readonly path: string;
  readonly handle: Buffer;
}

/** SSH_FX_NO_SUCH_FILE, _PERMISSION_DENIED, _FAILURE (draft-ietf-secsh-filexfer-02, section 7). */
export const sftpStatus = { noSuchFile: 2, permissionDenied: 3, failure: 4 } as const;

export function openHandle(sftp: SFTPWrapper, path: string, mode: OpenMode): Promise<RemoteFile> {
  return new Promise((resolve, reject) => {
    endWithChannel(sftp, reject, (settle) =>
      sftp.open(path, mode, (error, handle) =>
        settle(() => (error ? reject(error) : resolve({ path, handle }))),
      ),
    );
  });
}

export function writeAt(sftp: SFTPWrapper, file: RemoteFile, data: Buffer, position: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // ssh2 answers outstanding writes when the channel ends, so no listener for each of them is needed.
    sftp.write(file.handle, data, 0, data.length, position, (error) => (error ? reject(error) : resolve()));
  });
}

export function closeHandle(sftp: SFTPWrapper, file: RemoteFile): Promise<void> {
  return new Promise((resolve, reject) => {
    endWithChannel(sftp, reject, (settle) =>
      sftp.close(file.handle, (error) => settle(() => (error ? reject(error) : resolve()))),
    );
  });
}

/** undefined when there is no such file, or it is not a regular one. */
export async function readRemoteSize(sftp: SFTPWrapper, path: string): Promise<number | undefined> {
  const stats = await new Promise<Stats | undefined>((resolve, reject) => {
    endWithChannel(sftp, reject, (settle) =>
      sftp.stat(path, (error, found) =>
        settle(() => (error && statusOf(error) !== sftpStatus.noSuchFile ? reject(error) : resolve(found))),
      ),
    );
  });
  return stats?.isFile() ? stats.size : undefined;
}

/** Bytes free for us in the file system of `path`; undefined when the server cannot tell. */
export function readFreeBytes(sftp: SFTPWrapper, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    try {
      // OpenSSH's extension statvfs@openssh.com; ssh2 throws when the server does not announce it.
      sftp.ext_openssh_statvfs(path, (error: Error | undefined, info: unknown) =>
        resolve(error ? undefined : toFree(info)),
      );
    } catch {
      resolve(undefined);
    }
  });
}

function toFree(info: unknown): number | undefined {
  if (typeof info !== 'object' || info === null || !('f_bavail' in info) || !('f_frsize' in info))
    return undefined;
  return Number(info.f_bavail) * Number(info.f_frsize);
}

export function removeFile(sftp: SFTPWrapper, path: string): Promise<boolean> {
  return new Promise((resolve) => sftp.unlink(path, (error) => resolve(!error)));
}

export function isSftpStatus(error: unknown): boolean {
  return error instanceof Error && statusOf(error) !== undefined;
}

export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') return undefined;
  return error.code;
}

/** A call whose answer never comes because the channel ended must not wait for ever. */
function endWithChannel(
  sftp: SFTPWrapper,
  reject: (error: Error) => void,
  call: (settle: (action: () => void) => void) => void,
): void {
  const onClose = () => reject(new Error('the SFTP channel ended'));
  sftp.once('close', onClose);
  call((action) => {
    sftp.removeListener('close', onClose);
    action();
  });
}
