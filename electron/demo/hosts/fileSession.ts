import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, readlink, realpath, rename, rm, rmdir, stat, access } from 'node:fs/promises';
import { STATUS_CODE, type Attributes, type Session, type SFTPWrapper } from './ssh2.ts';
import { createFileHandles, type FileHandles } from './fileHandles.ts';
import { applyAttributes, toAttributes, toEntry } from './fileAttributes.ts';
import { createRootedPaths, type RootedPaths } from './rootedPaths.ts';

/**
 * SFTP version 3 (draft-ietf-secsh-filexfer-02) over a host's folder: paths are relative to it and nothing outside
 * is seen. The server half of ssh2 cannot announce extensions, so OpenSSH's `posix-rename` is not offered.
 */
export function serveFiles(session: Session, root: string): void {
  session.on('sftp', (accept) => {
    const sftp = accept();
    const paths = createRootedPaths(root);
    const handles = createFileHandles();
    sftp.on('error', () => {});
    // OpenSSH's client only says that it is done, and waits for the channel to be closed.
    session.once('eof', () => sftp.end());
    session.once('close', () => void handles.closeAll());
    serveOpenFiles(sftp, paths, handles);
    serveDirectories(sftp, paths, handles);
    serveNames(sftp, paths);
  });
}

function serveOpenFiles(sftp: SFTPWrapper, paths: RootedPaths, handles: FileHandles): void {
  sftp.on('OPEN', (id, name, flags, { mode }) =>
    answer(sftp, id, async () => sftp.handle(id, await handles.open(await paths.resolve(name), flags, mode))),
  );
  sftp.on('READ', (id, handle, offset, length) =>
    answer(sftp, id, async () => {
      const data = await handles.read(handle, offset, length);
      if (data.length === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, data);
    }),
  );
  sftp.on('WRITE', (id, handle, offset, data) =>
    acknowledge(sftp, id, () => handles.write(handle, offset, data)),
  );
  sftp.on('FSTAT', (id, handle) =>
    answer(sftp, id, async () => sftp.attrs(id, toAttributes(await handles.file(handle).stat()))),
  );
  sftp.on('FSETSTAT', (id, handle, attributes) =>
    acknowledge(sftp, id, () => applyAttributes(handles.file(handle), attributes)),
  );
  sftp.on('CLOSE', (id, handle) => acknowledge(sftp, id, () => handles.close(handle)));
}

function serveDirectories(sftp: SFTPWrapper, paths: RootedPaths, handles: FileHandles): void {
  sftp.on('OPENDIR', (id, path) =>
    answer(sftp, id, async () => sftp.handle(id, await handles.openDirectory(await paths.resolve(path)))),
  );
  sftp.on('READDIR', (id, handle) =>
    answer(sftp, id, async () => {
      const batch = await handles.readDirectory(handle);
      if (batch.length === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.name(id, batch.map(toEntry));
    }),
  );
  sftp.on('MKDIR', (id, path, { mode }) =>
    acknowledge(sftp, id, async () => mkdir(await paths.resolve(path), { mode: mode || 0o755 })),
  );
  sftp.on('RMDIR', (id, path) => acknowledge(sftp, id, async () => rmdir(await paths.resolve(path))));
}

function serveNames(sftp: SFTPWrapper, paths: RootedPaths): void {
  const look = (id: number, path: string, how: (path: string) => Promise<Stats>): void =>
    answer(sftp, id, async () => sftp.attrs(id, toAttributes(await how(await paths.resolve(path)))));
  const name = (id: number, filename: string): void => {
    sftp.name(id, [{ filename, longname: filename, attrs: noAttributes }]);
  };
  sftp.on('STAT', (id, path) => look(id, path, stat));
  sftp.on('LSTAT', (id, path) => look(id, path, lstat));
  sftp.on('SETSTAT', (id, path, attributes) =>
    acknowledge(sftp, id, async () => applyAttributes(await paths.resolve(path), attributes)),
  );
  sftp.on('REALPATH', (id, path) =>
    answer(sftp, id, async () => {
      const resolved = await paths.resolve(path);
      name(id, await realpath(resolved).catch(() => resolved));
    }),
  );
  sftp.on('READLINK', (id, path) =>
    answer(sftp, id, async () => name(id, await readlink(await paths.resolve(path)))),
  );
  sftp.on('REMOVE', (id, path) => acknowledge(sftp, id, async () => rm(await paths.resolve(path))));
  sftp.on('RENAME', (id, from, to) =>
    acknowledge(sftp, id, async () => {
      const [source, target] = [await paths.resolve(from), await paths.resolve(to)];
      await refuseExisting(target);
      await rename(source, target);
    }),
  );
}

const noAttributes: Attributes = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };

/** Version 3 renames only to a name that is free, and OpenSSH holds to it. */
async function refuseExisting(path: string): Promise<void> {
  const isThere = await access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (isThere) throw new Error('the target exists');
}

function acknowledge(sftp: SFTPWrapper, id: number, act: () => Promise<unknown>): void {
  answer(sftp, id, async () => {
    await act();
    sftp.status(id, STATUS_CODE.OK);
  });
}

function answer(sftp: SFTPWrapper, id: number, act: () => Promise<unknown>): void {
  act().catch((error: unknown) => sftp.status(id, statusOf(error), messageOf(error)));
}

function statusOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return STATUS_CODE.NO_SUCH_FILE;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return STATUS_CODE.PERMISSION_DENIED;
    default:
      return STATUS_CODE.FAILURE;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
