import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, readlink, realpath, rename, rm, rmdir, stat, access } from 'node:fs/promises';
import { STATUS_CODE, type Attributes, type Session, type SFTPWrapper } from './ssh2.ts';
import { createFileAnswers, type FileAnswers } from './fileAnswers.ts';
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
    const answers = createFileAnswers(sftp);
    sftp.on('error', () => {});
    // OpenSSH's client only says that it is done, and waits for the channel to be closed.
    session.once('eof', () => sftp.end());
    session.once('close', () => void handles.closeAll());
    serveOpenFiles(sftp, answers, paths, handles);
    serveDirectories(sftp, answers, paths, handles);
    serveNames(sftp, answers, paths);
  });
}

function serveOpenFiles(
  sftp: SFTPWrapper,
  answers: FileAnswers,
  paths: RootedPaths,
  handles: FileHandles,
): void {
  sftp.on('OPEN', (id, name, flags, { mode }) =>
    answers.answer(id, async () =>
      sftp.handle(id, await handles.open(await paths.resolve(name), flags, mode)),
    ),
  );
  sftp.on('READ', (id, handle, offset, length) =>
    answers.answer(id, async () => {
      const data = await handles.read(handle, offset, length);
      if (data.length === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, data);
    }),
  );
  sftp.on('WRITE', (id, handle, offset, data) =>
    answers.acknowledge(id, () => handles.write(handle, offset, data)),
  );
  sftp.on('FSTAT', (id, handle) =>
    answers.answer(id, async () => sftp.attrs(id, toAttributes(await handles.file(handle).stat()))),
  );
  sftp.on('FSETSTAT', (id, handle, attributes) =>
    answers.acknowledge(id, () => applyAttributes(handles.file(handle), attributes)),
  );
  sftp.on('CLOSE', (id, handle) => answers.acknowledge(id, () => handles.close(handle)));
}

function serveDirectories(
  sftp: SFTPWrapper,
  answers: FileAnswers,
  paths: RootedPaths,
  handles: FileHandles,
): void {
  sftp.on('OPENDIR', (id, path) =>
    answers.answer(id, async () => sftp.handle(id, await handles.openDirectory(await paths.resolve(path)))),
  );
  sftp.on('READDIR', (id, handle) =>
    answers.answer(id, async () => {
      const batch = await handles.readDirectory(handle);
      if (batch.length === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.name(id, batch.map(toEntry));
    }),
  );
  sftp.on('MKDIR', (id, path, { mode }) =>
    answers.acknowledge(id, async () => mkdir(await paths.resolve(path), { mode: mode || 0o755 })),
  );
  sftp.on('RMDIR', (id, path) => answers.acknowledge(id, async () => rmdir(await paths.resolve(path))));
}

function serveNames(sftp: SFTPWrapper, answers: FileAnswers, paths: RootedPaths): void {
  const look = (id: number, path: string, how: (path: string) => Promise<Stats>): void =>
    answers.answer(id, async () => sftp.attrs(id, toAttributes(await how(await paths.resolve(path)))));
  const name = (id: number, filename: string): void => {
    sftp.name(id, [{ filename, longname: filename, attrs: noAttributes }]);
  };
  sftp.on('STAT', (id, path) => look(id, path, stat));
  sftp.on('LSTAT', (id, path) => look(id, path, lstat));
  sftp.on('SETSTAT', (id, path, attributes) =>
    answers.acknowledge(id, async () => applyAttributes(await paths.resolve(path), attributes)),
  );
  sftp.on('REALPATH', (id, path) =>
    answers.answer(id, async () => {
      const resolved = await paths.resolve(path);
      name(id, await realpath(resolved).catch(() => resolved));
    }),
  );
  sftp.on('READLINK', (id, path) =>
    answers.answer(id, async () => name(id, await readlink(await paths.resolve(path)))),
  );
  sftp.on('REMOVE', (id, path) => answers.acknowledge(id, async () => rm(await paths.resolve(path))));
  sftp.on('RENAME', (id, from, to) =>
    answers.acknowledge(id, async () => {
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
